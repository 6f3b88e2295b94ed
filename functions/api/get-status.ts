/** GET /status/{id} : a job in few words. */
import { readConfig } from '../../core/config.ts';
import { EarlierResults } from '../../core/aws/earlier-results.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { JobsTable } from '../../core/aws/jobs-table.ts';
import { ObjectReader } from '../../core/aws/object-reader.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { statusOf, viewOf } from '../../core/job-view.ts';
import { getStatusRoute } from '../../core/routes/get-status.ts';
import { latestPart } from '../../core/steps/read-parts.ts';
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
