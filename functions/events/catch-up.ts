/**
 * Scheduled every five minutes: repairs jobs and deliveries whose events or starts were lost, then logs
 * how many jobs are open.
 */
import * as z from 'zod';
import { readConfig } from '../../core/base/config.ts';
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { JobLists } from '../../core/aws/dynamodb/job-lists.ts';
import { ResultCache } from '../../core/aws/dynamodb/result-cache.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { unanalysedEnd } from '../../core/steps/attempts/end-analysed.ts';
import { catchUpAll } from '../../core/steps/upkeep/catch-up-all.ts';
import { logOpenJobs } from '../../core/steps/upkeep/log-open-jobs.ts';
import { resumeOverdue } from '../../core/steps/webhooks/resume-overdue.ts';

const config = readConfig([
  'jobsTable',
  'resultsBucket',
  'stateMachineArn',
  'deliveryStateMachineArn',
  'maxAudioSeconds',
]);
const table = new JobsTable(config.jobsTable);
const jobs = new JobStore(table);
const objects = new ObjectReader();
const using = {
  ...config,
  jobs,
  lists: new JobLists(table),
  deliveries: new DeliveryStore(table),
  objects,
  results: new ResultCache(table),
  workflow: new Workflow(),
  endUnanalysed: unanalysedEnd({ ...config, jobs, objects, writer: new ObjectWriter() }),
};

/** The event's own time: a late event must not shorten grace periods. */
const Scheduled = z.object({ time: z.iso.datetime() });

export async function handler(event: unknown): Promise<void> {
  const now = new Date(Scheduled.parse(event).time);
  // Neither keeps the other from its work.
  const runs = await Promise.allSettled([catchUpAll(now, using), resumeOverdue(now, using)]);
  runs.push(...(await Promise.allSettled([logOpenJobs(now, using)])));
  for (const run of runs) if (run.status === 'rejected') throw run.reason;
}
