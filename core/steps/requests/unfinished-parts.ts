/** Parts in S3 of an upload that was never put together: they are stored, though no object shows them. */
import type { UploadRecord, UploadRecords } from '../../aws/dynamodb/upload-records.ts';
import type { MultipartUploads, S3Upload } from '../../aws/s3/multipart-uploads.ts';
import type { StoredPart } from '../../audio/upload-parts.ts';
import { logError } from '../../base/log.ts';
import type { Job } from '../../job/job.ts';
import { s3UploadOf } from './open-upload.ts';

/** Thrown when S3 still had parts after the upload had been ended several times. */
export class PartsNotRemoved extends Error {
  constructor(count: number) {
    super(`S3 still has ${count} parts of an upload that was ended`);
    this.name = 'PartsNotRemoved';
  }
}

export interface PartsPorts {
  records: Pick<UploadRecords, 'of'>;
  multipart: Pick<MultipartUploads, 'parts' | 'abort'>;
}

export interface UnfinishedUpload {
  place: S3Upload;
  parts: StoredPart[];
  /** By then S3 has ended it in any case. */
  endsBy: string;
}

/**
 * The bucket's rule counts one day and goes on to the next midnight. Source:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html
 */
const RULE_MS = 24 * 3600 * 1000;

/** Undefined if the job never had an upload in parts. */
export async function unfinishedUpload(
  job: Job,
  { records, multipart }: PartsPorts,
): Promise<UnfinishedUpload | undefined> {
  const record = await recordOf(job, records);
  if (!record) return undefined;
  const place = s3UploadOf({ job, record });
  const endsBy = new Date(Date.parse(record.expiresAt) + RULE_MS).toISOString();
  return { place, endsBy, parts: (await multipart.parts(place)) ?? [] };
}

/** A part that was under way may come after the end: S3 has to be told again. */
const TRIES = 3;

/** Ends the upload and looks whether anything is left. @throws PartsNotRemoved */
export async function removeParts(
  { place }: UnfinishedUpload,
  { multipart }: Pick<PartsPorts, 'multipart'>,
): Promise<void> {
  let left = 0;
  for (let tried = 0; tried < TRIES; tried++) {
    await multipart.abort(place);
    left = (await multipart.parts(place))?.length ?? 0;
    if (left === 0) return;
  }
  throw new PartsNotRemoved(left);
}

/**
 * For a job that ended while it waited: cancelled or expired. A fault is only logged, since the
 * bucket's rule ends such uploads, and the job's end must not wait for it.
 */
export async function endUpload(
  job: Job,
  {
    records,
    multipart,
  }: { records: PartsPorts['records']; multipart: Pick<MultipartUploads, 'abort'> },
): Promise<void> {
  try {
    const record = await recordOf(job, records);
    if (record) await multipart.abort(s3UploadOf({ job, record }));
  } catch (error) {
    logError('upload not ended', error, { jobId: job.jobId });
  }
}

/** A later job names the audio of the first one, which has the upload. */
async function recordOf(
  { jobId, audio, analysisOf }: Job,
  records: PartsPorts['records'],
): Promise<UploadRecord | undefined> {
  if (audio.source !== 'upload' || analysisOf !== undefined) return undefined;
  return records.of(jobId);
}
