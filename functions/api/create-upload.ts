/** POST /uploads */
import { UploadRecords } from '../../core/aws/dynamodb/upload-records.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { MultipartUploads } from '../../core/aws/s3/multipart-uploads.ts';
import { createUploadOperation } from '../../core/api/operations/create-upload.ts';
import { partBytesOf, partCountOf } from '../../core/audio/upload-parts.ts';
import { readConfig } from '../../core/base/config.ts';
import { storedAudio, type Job } from '../../core/job/job.ts';
import { beginUpload } from '../../core/steps/requests/begin-upload.ts';
import { linksOf, quoteView } from '../../core/view/created-job.ts';
import { keyHandler } from '../http/handler.ts';
import { jobCreation } from '../http/job-creation.ts';

/** How long a file may take, with breaks. S3 ends what is left of it by the bucket's rule. */
const UPLOAD_SECONDS = 24 * 3600;

const config = readConfig(['jobsTable', 'apiUrl']);
const table = new JobsTable(config.jobsTable);
const create = jobCreation(table, { inParts: { seconds: UPLOAD_SECONDS } });
const using = { records: new UploadRecords(table), multipart: new MultipartUploads() };

export const handler = keyHandler(createUploadOperation, table, async (asking) => {
  const { owner, jobQuota, headers, body } = asking;
  // The same key with the same body in POST /jobs is another request.
  const request = { ...body, inParts: true };
  const asked = { request, owner, jobQuota, idempotencyKey: headers['Idempotency-Key'] };
  const job = await create(asked, new Date());
  await beginUpload(job, body.audio.upload.contentType, using);
  return {
    status: 202,
    headers: { Location: `${config.apiUrl}/uploads/${job.jobId}` },
    body: created(job),
  };
});

function created(job: Job) {
  const { jobId, status, uploadExpiresAt: expiresAt = job.createdAt } = job;
  const { bytes } = storedAudio(job);
  const partBytes = partBytesOf(bytes);
  return {
    uploadId: jobId,
    jobId,
    status,
    quote: quoteView(job),
    partBytes,
    partCount: partCountOf({ bytes, partBytes }),
    expiresAt,
    links: linksOf(jobId, config.apiUrl),
  };
}
