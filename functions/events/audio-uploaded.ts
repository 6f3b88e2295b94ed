/** S3 event: an upload has arrived. */
import * as z from 'zod';
import { removeLateUpload } from '../../core/steps/arrivals/remove-late-upload.ts';
import { uploadArrived } from '../../core/steps/arrivals/upload-arrived.ts';
import { readConfig } from '../../core/base/config.ts';
import { JobId } from '../../core/base/job-id.ts';
import { ResultCache } from '../../core/aws/dynamodb/result-cache.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectRemoval } from '../../core/aws/s3/object-removal.ts';
import { Workflow } from '../../core/aws/workflow.ts';

const config = readConfig(['jobsTable', 'audioBucket', 'stateMachineArn', 'maxAudioSeconds']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  jobs: new JobStore(table),
  objects: new ObjectReader(),
  results: new ResultCache(table),
  workflow: new Workflow(),
};
const removing = { ...config, table, jobs: using.jobs, objects: new ObjectRemoval() };

/** EventBridge's keys are not URL-encoded (those of S3's own notifications are). */
const Uploaded = z.object({
  detail: z.object({ object: z.object({ key: z.string().startsWith('uploads/') }) }),
});

export async function handler(event: unknown): Promise<void> {
  const [, id] = Uploaded.parse(event).detail.object.key.split('/');
  const jobId = JobId.safeParse(id);
  if (!jobId.success) return;
  await uploadArrived(jobId.data, using);
  await removeLateUpload(jobId.data, removing);
}
