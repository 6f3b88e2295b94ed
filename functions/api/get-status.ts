/** GET /status/{id} : short form of a job. */
import { readConfig } from '../../core/base/config.ts';
import { ResultCache } from '../../core/aws/dynamodb/result-cache.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectLister } from '../../core/aws/s3/object-lister.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { isPublished } from '../../core/view/analysis-view.ts';
import { statusOf, viewOf } from '../../core/view/job-view.ts';
import { getStatusOperation } from '../../core/api/operations/get-status.ts';
import { latestProgress } from '../../core/steps/attempts/read-parts.ts';
import { ownedJob } from '../http/owned-job.ts';
import { keyHandler } from '../http/handler.ts';

const config = readConfig([
  'jobsTable',
  'resultsBucket',
  'stateMachineArn',
  'apiUrl',
  'maxAudioSeconds',
]);
const table = new JobsTable(config.jobsTable);
const jobs = new JobStore(table);
const objects = new ObjectLister();
const results = new ResultCache(table);
const workflow = new Workflow();

export const handler = keyHandler(getStatusOperation, table, async ({ event, owner }) => {
  const job = await ownedJob(event, owner, { ...config, jobs, objects, results, workflow });
  const part =
    job.status === 'processing' && !isPublished(job)
      ? await latestProgress(job, { objects, bucket: config.resultsBucket })
      : undefined;
  return {
    status: 200,
    body: statusOf(viewOf(job, { ...config, now: new Date(), progress: part?.progress })),
  };
});
