/** GET /jobs/{id}/timeline */
import { readConfig } from '../../core/base/config.ts';
import { ResultCache } from '../../core/aws/dynamodb/result-cache.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { Timelines } from '../../core/aws/dynamodb/timelines.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { getTimelineOperation } from '../../core/api/operations/get-timeline.ts';
import { ownedJob } from '../http/owned-job.ts';
import { keyHandler } from '../http/handler.ts';

const config = readConfig(['jobsTable', 'stateMachineArn', 'maxAudioSeconds']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobStore(table);
const timelines = new Timelines(table);
const objects = new ObjectReader();
const results = new ResultCache(table);
const workflow = new Workflow();

export const handler = keyHandler(getTimelineOperation, table, async ({ event, owner }) => {
  const job = await ownedJob(event, owner, { ...config, jobs, objects, results, workflow });
  return { status: 200, body: { events: await timelines.of(job.jobId) } };
});
