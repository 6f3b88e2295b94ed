/** Resolves the audio of a request: an upload to come, an object in S3, or a URL. */
import { AddressRefused } from '../../base/address-guard.ts';
import type { AudioUrls } from '../../base/audio-urls.ts';
import {
  baseName,
  MAX_AUDIO_BYTES,
  MAX_PUT_BYTES,
  safeFileName,
  type S3Object,
} from '../../audio/audio.ts';
import type { JobError, JobErrorCode } from '../../base/job-errors.ts';
import type { CreateJobRequest } from '../../job/job-request.ts';
import type { JobAudio } from '../../job/job.ts';
import { AudioRefused, RequestRefused } from '../../api/request-refused.ts';
import { checkAudio, tooManyBytes, type Checking } from '../arrivals/check-audio.ts';

/** Validity of an upload address. */
const UPLOAD_SECONDS = 900;

export interface AudioSources extends Checking {
  audioBucket: string;
  /** An upload in parts; default: in one piece. `seconds`: how long it is waited for. */
  inParts?: { seconds: number };
  audioUrls: AudioUrls;
}

/** `uploadExpiresAt` is set for an upload. @throws RequestRefused */
export async function audioOfRequest(
  { audio }: Pick<CreateJobRequest, 'audio'>,
  job: { owner: string; jobId: string; now: Date },
  using: AudioSources,
): Promise<{ audio: JobAudio; uploadExpiresAt?: string }> {
  if (audio.upload) {
    const { filename, bytes } = audio.upload;
    assertUploadable(bytes, using);
    const key = `uploads/${job.jobId}/${safeFileName(filename)}`;
    const seconds = using.inParts?.seconds ?? UPLOAD_SECONDS;
    return {
      audio: { source: 'upload', bucket: using.audioBucket, key, filename, bytes },
      uploadExpiresAt: new Date(job.now.getTime() + seconds * 1000).toISOString(),
    };
  }
  if (audio.s3) return { audio: await existingAudio(audio.s3, job.owner, using) };
  if (audio.url !== undefined) return { audio: foreignAudio(audio.url, using.audioUrls) };
  throw new TypeError('a request without audio has passed its schema');
}

/** @throws RequestRefused too-large */
function assertUploadable(bytes: number, { inParts }: AudioSources): void {
  if (bytes > MAX_AUDIO_BYTES) throw new RequestRefused('too-large', tooManyBytes(bytes));
  if (bytes <= MAX_PUT_BYTES || inParts) return;
  throw new RequestRefused(
    'too-large',
    `The audio has ${bytes} bytes, and audio.upload in one piece takes ${MAX_PUT_BYTES} (5 GiB, S3's limit). Send it in parts: POST /uploads takes the same body, with up to ${MAX_AUDIO_BYTES} bytes (16 GiB).`,
  );
}

/** Checks without a DNS query; the instance resolves the name and checks again. */
function foreignAudio(url: string, urls: AudioUrls): JobAudio {
  try {
    const { pathname } = urls.check(url);
    return { source: 'url', url, filename: baseName(pathname) };
  } catch (error) {
    if (!(error instanceof AddressRefused)) throw error;
    throw new RequestRefused('invalid', error.message, 'audio.url');
  }
}

/** Checked before any machine is paid for. @throws RequestRefused */
export async function existingAudio(
  object: S3Object,
  owner: string,
  using: Omit<AudioSources, 'audioUrls'>,
): Promise<JobAudio> {
  const prefix = `in/${owner}/`;
  if (object.bucket !== using.audioBucket || !object.key.startsWith(prefix)) {
    throw new RequestRefused(
      'invalid',
      `The object must lie below s3://${using.audioBucket}/${prefix}.`,
      'audio.s3',
    );
  }
  const checked = await checkAudio(object, using);
  if (checked.problem) throw refusalOf(checked.problem);
  return { ...object, source: 's3', filename: baseName(object.key), ...checked.audio };
}

function refusalOf({ code, message }: JobError): RequestRefused {
  if (code === 'AudioTooLong') return new RequestRefused('too-large', message);
  const said: Partial<Record<JobErrorCode, string>> = {
    AudioMissing: 'There is no such object.',
    AudioEmpty: 'The object is empty.',
  };
  return new AudioRefused('invalid', said[code] ?? message, code);
}
