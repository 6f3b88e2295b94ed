/**
 * Scheduled every five minutes: repairs jobs and deliveries whose events or starts were lost, deletes what
 * is due by the retention of jobs, then logs how many jobs are open.
 */
import * as z from 'zod';
import { readConfig } from '../../core/base/config.ts';
import { JobRemoval } from '../../core/aws/dynamodb/job-removal.ts';
import { LaterAnalyses } from '../../core/aws/dynamodb/later-analyses.ts';
import { RetentionRows } from '../../core/aws/dynamodb/retention-rows.ts';
import { SessionStore } from '../../core/aws/dynamodb/session-store.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { RecentParameters } from '../../core/aws/recent-parameters.ts';
import { ObjectRemoval } from '../../core/aws/s3/object-removal.ts';
import { receiptSigner } from '../../core/steps/receipts/receipt-signer.ts';
import { keepRetention } from '../../core/steps/retention/keep-retention.ts';
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { JobLists } from '../../core/aws/dynamodb/job-lists.ts';
import { ResultCache } from '../../core/aws/dynamodb/result-cache.ts';
import { JobHolds } from '../../core/aws/dynamodb/job-holds.ts';
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
  'stage',
  'jobsTable',
  'resultsBucket',
  'stateMachineArn',
  'deliveryStateMachineArn',
  'maxAudioSeconds',
]);
/** A round signs many receipts. */
const RECEIPT_KEY_SECONDS = 60;

const table = new JobsTable(config.jobsTable);
const jobs = new JobStore(table);
const objects = new ObjectReader();
const using = {
  ...config,
  jobs,
  holds: new JobHolds(table),
  lists: new JobLists(table),
  deliveries: new DeliveryStore(table),
  objects,
  results: new ResultCache(table),
  workflow: new Workflow(),
  endUnanalysed: unanalysedEnd({ ...config, jobs, objects, writer: new ObjectWriter() }),
};

const retaining = {
  later: new LaterAnalyses(table),
  sessions: new SessionStore(table),
  rows: new RetentionRows(table),
  removal: new JobRemoval(table),
  objects: new ObjectRemoval(),
  signer: receiptSigner(config.stage, new RecentParameters(new Parameters(), RECEIPT_KEY_SECONDS)),
};

/** Share of the function's 240 s that deletions may take. */
const RETENTION_MS = 180_000;

/** The event's own time: a late event must not shorten grace periods. */
const Scheduled = z.object({ time: z.iso.datetime() });

export async function handler(event: unknown): Promise<void> {
  const now = new Date(Scheduled.parse(event).time);
  const until = Date.now() + RETENTION_MS;
  const hasTime = () => Date.now() < until;
  // None keeps another from its work.
  const runs = await Promise.allSettled([
    catchUpAll(now, using),
    resumeOverdue(now, using),
    keepRetention(now, { ...using, ...retaining, hasTime }),
  ]);
  runs.push(...(await Promise.allSettled([logOpenJobs(now, using)])));
  for (const run of runs) if (run.status === 'rejected') throw run.reason;
}
