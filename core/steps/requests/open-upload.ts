/** An upload in parts as its owner finds it: whether it still takes parts, and where they are. */
import type { UploadRecord } from '../../aws/dynamodb/upload-records.ts';
import type { S3Upload } from '../../aws/s3/multipart-uploads.ts';
import { storedAudio, type Job } from '../../job/job.ts';

export interface OwnedUpload {
  job: Job;
  record: UploadRecord;
}

/** Thrown when an upload takes no parts any more; the message says why. */
export class UploadOver extends Error {
  constructor(because: string) {
    super(because);
    this.name = 'UploadOver';
  }
}

/** Whether S3 has put the parts together. */
export function isComplete({ job, record }: OwnedUpload): boolean {
  // A job that was cancelled or expired while it waited was never launched.
  const isEnded = job.status === 'cancelled' || job.status === 'failed';
  const isUsed = job.status !== 'awaiting_upload' && !(isEnded && job.attempt === 0);
  return isUsed || record.completedAt !== undefined;
}

/** @throws UploadOver if it is complete, cancelled or expired */
export function assertOpen(upload: OwnedUpload, now: Date): void {
  if (isComplete(upload)) throw new UploadOver('The upload is complete.');
  assertWaitedFor(upload, now);
}

/** @throws UploadOver if its job no longer waits for it */
export function assertWaitedFor({ job, record }: OwnedUpload, now: Date): void {
  const { status } = job;
  if (status === 'awaiting_upload' && now.getTime() < Date.parse(record.expiresAt)) return;
  const because = status === 'cancelled' ? 'was cancelled' : `expired at ${record.expiresAt}`;
  throw new UploadOver(`The upload ${because}; begin a new one.`);
}

export function s3UploadOf({ job, record }: OwnedUpload): S3Upload {
  const { bucket, key } = storedAudio(job);
  return { bucket, key, s3UploadId: record.s3UploadId };
}
