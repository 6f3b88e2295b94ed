/** DELETE /uploads/{id} */
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { UploadRecords } from '../../core/aws/dynamodb/upload-records.ts';
import { MultipartUploads } from '../../core/aws/s3/multipart-uploads.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { deleteUploadOperation } from '../../core/api/operations/delete-upload.ts';
import { readConfig } from '../../core/base/config.ts';
import { cancelUpload } from '../../core/steps/requests/cancel-upload.ts';
import { keyHandler } from '../http/handler.ts';
import { overAsProblem, ownedUpload } from '../http/owned-upload.ts';

const config = readConfig(['jobsTable', 'stateMachineArn']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  jobs: new JobStore(table),
  records: new UploadRecords(table),
  multipart: new MultipartUploads(),
  workflow: new Workflow(),
};

export const handler = keyHandler(deleteUploadOperation, table, async ({ event, owner }) => {
  const upload = await ownedUpload(event, owner, using);
  await cancelUpload(upload, using).catch(overAsProblem);
  return { status: 204, body: '' };
});
