/** Checks an object before anything is paid for. */
import { probeAudio, type AudioProbe } from '../../audio/probe/probe.ts';
import { MAX_AUDIO_BYTES, type S3Object } from '../../audio/audio.ts';
import type { ObjectHead, ObjectReader } from '../../aws/s3/object-reader.ts';
import { jobError, JobFailure, type JobError } from '../../base/job-errors.ts';

export interface Checking {
  objects: Pick<ObjectReader, 'head' | 'range'>;
  /** Longer audio is refused, if the file states its duration. */
  maxAudioSeconds: number;
}

/** Fields that a job stores. */
export interface CheckedAudio {
  bytes: number;
  versionId?: string | undefined;
  durationSeconds?: number;
  estimated?: boolean;
  sha256?: string;
  etag?: string;
}

/** `head` is undefined if there is no such object. */
export type AudioCheck =
  | { head: ObjectHead; audio: CheckedAudio; problem?: undefined }
  | { head: ObjectHead | undefined; problem: JobError };

export async function checkAudio(
  object: S3Object & { versionId?: string | undefined },
  using: Checking,
): Promise<AudioCheck> {
  const head = await using.objects.head(object);
  if (!head) return { head, problem: jobError('AudioMissing', 0) };
  if (head.bytes === 0) return { head, problem: jobError('AudioEmpty', 0) };
  if (head.bytes > MAX_AUDIO_BYTES) {
    return { head, problem: jobError('AudioTooLong', 0, tooManyBytes(head.bytes)) };
  }
  const { bytes, versionId, sha256, etag } = head;
  const known = {
    ...{ bytes, versionId },
    ...(sha256 !== undefined && { sha256 }),
    ...(etag !== undefined && { etag }),
  };
  try {
    const { duration } = await probeAudio(head.bytes, (from, length) =>
      using.objects.range({ ...object, versionId }, from, length),
    );
    const { seconds = 0, estimated = false } = duration ?? {};
    if (!estimated && seconds > using.maxAudioSeconds) {
      const message = tooManySeconds(seconds, using.maxAudioSeconds);
      return { head, problem: jobError('AudioTooLong', 0, message) };
    }
    return { head, audio: { ...known, ...durationOf(duration) } };
  } catch (error) {
    if (!(error instanceof JobFailure)) throw error;
    return { head, problem: jobError(error.code, 0, error.message) };
  }
}

function durationOf(duration: AudioProbe['duration']) {
  if (!duration) return {};
  const durationSeconds = Math.round(duration.seconds * 1000) / 1000;
  return { durationSeconds, ...(duration.estimated && { estimated: true }) };
}

export function tooManyBytes(bytes: number): string {
  return `The audio has ${bytes} bytes, and the limit is ${MAX_AUDIO_BYTES} (16 GiB); nothing was transcribed. Split it, or encode it as Opus or MP3.`;
}

function tooManySeconds(seconds: number, limit: number): string {
  return `The audio is ${Math.round(seconds)} s long, and the limit of this deployment is ${limit} s; nothing was transcribed. Split it and create one job for each part.`;
}
