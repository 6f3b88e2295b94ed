/** GET /uploads/{id} */
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { UploadRecords } from '../../core/aws/dynamodb/upload-records.ts';
import { MultipartUploads } from '../../core/aws/s3/multipart-uploads.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { getUploadOperation } from '../../core/api/operations/get-upload.ts';
import { partCountOf } from '../../core/audio/upload-parts.ts';
import { readConfig } from '../../core/base/config.ts';
import { readUpload } from '../../core/steps/requests/read-upload.ts';
import { keyHandler } from '../http/handler.ts';
import { ownedUpload } from '../http/owned-upload.ts';

const table = new JobsTable(readConfig(['jobsTable']).jobsTable);
const using = {
  jobs: new JobReader(table),
  records: new UploadRecords(table),
  multipart: new MultipartUploads(),
  objects: new ObjectReader(),
};

export const handler = keyHandler(getUploadOperation, table, async ({ event, owner }) => {
  const upload = await ownedUpload(event, owner, using);
  const { isComplete, parts } = await readUpload(upload, using);
  const { jobId, status, audio } = upload.job;
  const { bytes, partBytes, expiresAt } = upload.record;
  const { filename } = audio;
  const partCount = partCountOf(upload.record);
  const told = { status, filename, bytes, partBytes, partCount, parts, expiresAt };
  return { status: 200, body: { uploadId: jobId, jobId, complete: isComplete, ...told } };
});
