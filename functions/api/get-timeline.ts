/** GET /jobs/{id}/timeline */
import { readConfig } from '../../core/base/config.ts';
import { EarlierResults } from '../../core/aws/dynamodb/earlier-results.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { Timelines } from '../../core/aws/dynamodb/timelines.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { getTimelineRoute } from '../../core/api/operations/get-timeline.ts';
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
