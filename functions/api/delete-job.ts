/** DELETE /jobs/{id} */
import { readConfig } from '../../core/base/config.ts';
import { JobRemoval } from '../../core/aws/dynamodb/job-removal.ts';
import { JobHolds } from '../../core/aws/dynamodb/job-holds.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { LaterAnalyses } from '../../core/aws/dynamodb/later-analyses.ts';
import { SessionStore } from '../../core/aws/dynamodb/session-store.ts';
import { UploadRecords } from '../../core/aws/dynamodb/upload-records.ts';
import { MultipartUploads } from '../../core/aws/s3/multipart-uploads.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { ObjectRemoval } from '../../core/aws/s3/object-removal.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { JobId } from '../../core/base/job-id.ts';
import { deleteJobOperation } from '../../core/api/operations/delete-job.ts';
import { deleteJob } from '../../core/steps/requests/delete-job.ts';
import { notDeletedAsProblem } from '../http/deletion.ts';
import { HttpProblem } from '../http/problem.ts';
import { receiptSigner } from '../../core/steps/receipts/receipt-signer.ts';
import { keyHandler } from '../http/handler.ts';

const config = readConfig([
  'stage',
  'jobsTable',
  'resultsBucket',
  'stateMachineArn',
  'maxLifeMinutes',
]);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  jobs: new JobReader(table),
  holds: new JobHolds(table),
  later: new LaterAnalyses(table),
  sessions: new SessionStore(table),
  removal: new JobRemoval(table),
  objects: new ObjectRemoval(),
  signer: receiptSigner(config.stage, new Parameters()),
  workflow: new Workflow(),
  records: new UploadRecords(table),
  multipart: new MultipartUploads(),
};

export const handler = keyHandler(deleteJobOperation, table, async ({ event, owner }) => {
  const id = JobId.safeParse(event.pathParameters?.id);
  const receipt = id.success
    ? await deleteJob({ jobId: id.data, owner }, using).catch(notDeletedAsProblem)
    : undefined;
  if (!receipt) throw new HttpProblem('not-found', 'There is no such job.');
  return { status: 200, body: receipt };
});
