/** GET /jobs/{id}/timeline */
import { readConfig } from '../../core/config.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { ObjectStore } from '../../core/aws/object-store.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { getTimelineRoute } from '../../core/routes/get-timeline.ts';
import { ownedJob } from '../http/owned-job.ts';
import { keyRoute } from '../http/route.ts';

const config = readConfig(['jobsTable', 'stateMachineArn', 'maxAudioSeconds']);
const jobs = new JobStore(config.jobsTable);
const objects = new ObjectStore();
const workflow = new Workflow();

export const handler = keyRoute(getTimelineRoute, jobs, async ({ event, owner }) => {
  const job = await ownedJob(event, owner, { ...config, jobs, objects, workflow });
  return { status: 200, body: { events: await jobs.timeline(job.jobId) } };
});
