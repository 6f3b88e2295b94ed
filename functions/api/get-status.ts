/** GET /status/{id} : a job in few words. */
import { readConfig } from '../../core/base/config.ts';
import { EarlierResults } from '../../core/aws/dynamodb/earlier-results.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { statusOf, viewOf } from '../../core/view/job-view.ts';
import { getStatusRoute } from '../../core/api/operations/get-status.ts';
import { latestPart } from '../../core/steps/attempts/read-parts.ts';
import { ownedJob } from '../http/owned-job.ts';
import { keyRoute } from '../http/route.ts';

const config = readConfig([
  'jobsTable',
  'resultsBucket',
  'stateMachineArn',
  'apiUrl',
  'maxAudioSeconds',
]);
const table = new JobsTable(config.jobsTable);
const jobs = new JobStore(table);
const objects = new ObjectReader();
const results = new EarlierResults(table);
const workflow = new Workflow();

export const handler = keyRoute(getStatusRoute, table, async ({ event, owner }) => {
  const job = await ownedJob(event, owner, { ...config, jobs, objects, results, workflow });
  const part =
    job.status === 'processing'
      ? await latestPart(job.jobId, { objects, bucket: config.resultsBucket })
      : undefined;
  return {
    status: 200,
    body: statusOf(viewOf(job, { ...config, now: new Date(), progress: part })),
  };
});
