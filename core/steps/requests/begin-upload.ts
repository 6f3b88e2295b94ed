/** Opens S3's multipart upload of a new job. */
import type { UploadRecords } from '../../aws/dynamodb/upload-records.ts';
import type { MultipartUploads } from '../../aws/s3/multipart-uploads.ts';
import { partBytesOf } from '../../audio/upload-parts.ts';
import { storedAudio, type Job } from '../../job/job.ts';

interface BeginUploadPorts {
  records: Pick<UploadRecords, 'of' | 'put'>;
  multipart: Pick<MultipartUploads, 'begin' | 'abort'>;
}

/**
 * Idempotent: a repeated request finds the upload of the first one, or completes what that one left.
 * If two requests come at once, one upload is aborted; no part can be in it, since nothing names it.
 */
export async function beginUpload(
  job: Job,
  contentType: string | undefined,
  { records, multipart }: BeginUploadPorts,
): Promise<void> {
  const { jobId, status, uploadExpiresAt: expiresAt } = job;
  if (status !== 'awaiting_upload' || expiresAt === undefined) return;
  if (await records.of(jobId)) return;
  const { bucket, key, bytes } = storedAudio(job);
  const s3UploadId = await multipart.begin({ bucket, key }, contentType);
  const record = { s3UploadId, bytes, partBytes: partBytesOf(bytes), expiresAt };
  if (await records.put(jobId, record)) return;
  await multipart.abort({ bucket, key, s3UploadId });
}
