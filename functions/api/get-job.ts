/** GET /jobs/{id}?wait= */
import { LongPollSlots } from '../../core/aws/dynamodb/long-poll-slots.ts';
import { readConfig } from '../../core/base/config.ts';
import type { AnalysisProgress } from '../../core/analysis/analysis-result.ts';
import type { Job } from '../../core/job/job.ts';
import { isFinal } from '../../core/job/job-status.ts';
import { ResultCache } from '../../core/aws/dynamodb/result-cache.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { isPublished } from '../../core/view/analysis-view.ts';
import { viewOf } from '../../core/view/job-view.ts';
import { ObjectLister } from '../../core/aws/s3/object-lister.ts';
import { awaitChange, type Snapshot } from '../../core/steps/requests/await-change.ts';
import { analysisProgress } from '../../core/steps/attempts/analysis-progress.ts';
import { latestProgress, type SeenProgress } from '../../core/steps/attempts/read-parts.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { getJobOperation } from '../../core/api/operations/get-job.ts';
import { ownedJob } from '../http/owned-job.ts';
import { keyHandler } from '../http/handler.ts';

const config = readConfig([
  'jobsTable',
  'resultsBucket',
  'stateMachineArn',
  'apiUrl',
  'maxAudioSeconds',
  'holdSeconds',
  'holdPlaces',
]);
const table = new JobsTable(config.jobsTable);
const jobs = new JobStore(table);
const objects = new ObjectLister();
const results = new ResultCache(table);
const workflow = new Workflow();
const places = new LongPollSlots(table, config.holdPlaces);

/** Retry-After if no slot was free. */
const ASK_AGAIN_SECONDS = '5';

interface Seen {
  job: Job;
  progress: SeenProgress | undefined;
  analysis: AnalysisProgress | undefined;
}

export const handler = keyHandler(getJobOperation, table, async ({ event, owner, query }) => {
  const job = await ownedJob(event, owner, { ...config, jobs, objects, results, workflow });
  const now = standing(await seen(job));
  const seconds = Math.min(query.wait, config.holdSeconds);
  if (seconds === 0 || isFinal(job.status)) return answer(now.seen);
  const until = Date.now() + seconds * 1000;
  const later = await places.hold(owner, until, () => awaitChange(now, { look, until, isOver }));
  if (later) return answer(later);
  return { ...answer(now.seen), headers: { 'Retry-After': ASK_AGAIN_SECONDS } };
});

async function look(before: Seen, withParts: boolean): Promise<Snapshot<Seen>> {
  const job = (await jobs.job(before.job.jobId)) ?? before.job;
  return standing(withParts ? await seen(job, before.progress) : { ...before, job });
}

async function seen(job: Job, before?: SeenProgress): Promise<Seen> {
  const place = { objects, bucket: config.resultsBucket };
  const isHeard = job.status === 'processing' && !isPublished(job);
  const [progress, analysis] = await Promise.all([
    isHeard ? latestProgress(job, place, before) : undefined,
    analysisProgress(job, place),
  ]);
  return { job, progress, analysis };
}

function standing(now: Seen): Snapshot<Seen> {
  const { job, progress, analysis } = now;
  return { seen: now, mark: JSON.stringify([job.status, job.updatedAt, progress, analysis]) };
}

function isOver({ job }: Seen): boolean {
  return isFinal(job.status);
}

function answer({ job, progress, analysis }: Seen) {
  const told = job.status === 'processing' && !isPublished(job) ? progress?.progress : undefined;
  const context = { ...config, now: new Date(), progress: told, analysisProgress: analysis };
  return { status: 200, body: viewOf(job, context) } as const;
}
