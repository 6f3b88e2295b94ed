/** POST /uploads/{id}/complete */
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { UploadRecords } from '../../core/aws/dynamodb/upload-records.ts';
import { MultipartUploads } from '../../core/aws/s3/multipart-uploads.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { completeUploadOperation } from '../../core/api/operations/complete-upload.ts';
import { readConfig } from '../../core/base/config.ts';
import {
  completeUpload,
  PartsMissing,
  UploadBusy,
} from '../../core/steps/requests/complete-upload.ts';
import { linksOf } from '../../core/view/created-job.ts';
import { keyHandler } from '../http/handler.ts';
import { overAsProblem, ownedUpload } from '../http/owned-upload.ts';
import { HttpProblem, TryLater } from '../http/problem.ts';

const config = readConfig(['jobsTable', 'apiUrl']);
const table = new JobsTable(config.jobsTable);
const using = {
  jobs: new JobReader(table),
  records: new UploadRecords(table),
  multipart: new MultipartUploads(),
  objects: new ObjectReader(),
};

export const handler = keyHandler(completeUploadOperation, table, async ({ event, owner }) => {
  const upload = await ownedUpload(event, owner, using);
  await completeUpload(upload, { ...using, now: new Date() }).catch(asProblem);
  const { jobId } = upload.job;
  // The event may have come meanwhile.
  const { status } = (await using.jobs.job(jobId)) ?? upload.job;
  const links = linksOf(jobId, config.apiUrl);
  return { status: 202, headers: { Location: links.self }, body: { jobId, status, links } };
});

const MOST_NAMED = 100;
const BUSY_SECONDS = 2;

function asProblem(error: unknown): never {
  if (error instanceof UploadBusy) throw new TryLater('busy', error.message, BUSY_SECONDS);
  if (!(error instanceof PartsMissing)) return overAsProblem(error);
  const named = error.parts.slice(0, MOST_NAMED).map((part) => ({
    path: `parts.${part}`,
    message: 'this part is missing, or has another size',
  }));
  throw new HttpProblem('not-yet', error.message, named);
}
