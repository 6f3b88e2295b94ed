/** GET /jobs/{id}/timeline */
import { readConfig } from '../../core/config.ts';
import { EarlierResults } from '../../core/aws/earlier-results.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { JobsTable } from '../../core/aws/jobs-table.ts';
import { ObjectReader } from '../../core/aws/object-reader.ts';
import { Timelines } from '../../core/aws/timelines.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { getTimelineRoute } from '../../core/routes/get-timeline.ts';
import { ownedJob } from '../http/owned-job.ts';
import { keyRoute } from '../http/route.ts';

const config = readConfig(['jobsTable', 'stateMachineArn', 'maxAudioSeconds']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobStore(table);
const timelines = new Timelines(table);
const objects = new ObjectReader();
const results = new EarlierResults(table);
const workflow = new Workflow();

export const handler = keyRoute(getTimelineRoute, table, async ({ event, owner }) => {
  const job = await ownedJob(event, owner, { ...config, jobs, objects, results, workflow });
  return { status: 200, body: { events: await timelines.of(job.jobId) } };
});
