/** GET /jobs/{id} */
import { readConfig } from '../../core/config.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { viewOf } from '../../core/job-view.ts';
import { ObjectStore } from '../../core/aws/object-store.ts';
import { latestPart } from '../../core/steps/read-parts.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { getJobRoute } from '../../core/routes/get-job.ts';
import { ownedJob } from '../http/owned-job.ts';
import { HttpProblem } from '../http/problem.ts';
import { keyRoute } from '../http/route.ts';

const config = readConfig([
  'jobsTable',
  'resultsBucket',
  'stateMachineArn',
  'apiUrl',
  'maxAudioSeconds',
]);
const jobs = new JobStore(config.jobsTable);
const objects = new ObjectStore();
const workflow = new Workflow();

export const handler = keyRoute(getJobRoute, jobs, async ({ event, owner, query }) => {
  if (query.wait !== undefined) {
    throw new HttpProblem(
      'not-available',
      'This deployment does not hold requests until a job changes. Leave out "wait" and ask again.',
      [{ path: 'wait', message: 'waiting is not available' }],
    );
  }
  const job = await ownedJob(event, owner, { ...config, jobs, objects, workflow });
  const part =
    job.status === 'processing'
      ? await latestPart(job.jobId, { objects, bucket: config.resultsBucket })
      : undefined;
  return { status: 200, body: viewOf(job, config.apiUrl, part) };
});
