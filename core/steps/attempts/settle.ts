/** Ends an attempt: concludes the job, once, begins its next attempt, or goes on to its analyses. */
import { StaleWrite } from '../../aws/dynamodb/job-store.ts';
import type { EndpointStore } from '../../aws/dynamodb/endpoint-store.ts';
import type { PoolMachines } from '../../aws/dynamodb/pool-machines.ts';
import { isToReuse, type Job } from '../../job/job.ts';
import { isFinal, isSameAttempt } from '../../job/job-status.ts';
import { TaskResult } from '../../job/work-order.ts';
import { endUpload } from '../requests/unfinished-parts.ts';
import { settleHolds, type Settlement } from '../upkeep/settle-holds.ts';
import { divideIfGone } from '../upkeep/machine-shares.ts';
import { completeJob, completeReused, recordSpeed } from './complete-job.ts';
import { endAnalysed } from './end-analysed.ts';
import { logJobEnd } from './log-figures.ts';
import { loseAttempt } from './lose-attempt.ts';
import { recordRate, type RecordRatePorts } from './record-rate.ts';
import { publishRedaction } from './publish-redaction.ts';
import { publishTranscript } from './publish-transcript.ts';
import { removeOriginals } from './remove-originals.ts';
import type { SettleInput, Settling } from './settle-ports.ts';
import { attemptOf, settledAnswer, type Settled } from './settled-answer.ts';

/** Not retried: another machine with the same image would send the same. */
const MISFIT = {
  Error: 'Misconfigured',
  Cause:
    'The instance sent a result that this deployment does not understand; an operator has to build the machine image again.',
};

interface SettlePorts extends Omit<Settling, 'now'>, RecordRatePorts, Settlement {
  /** Aborts the upload of a job that ended while it waited for it. */
  uploads: Parameters<typeof endUpload>[1];
  machines: Pick<PoolMachines, 'find' | 'works' | 'keepShare'>;
  endpoints: Pick<EndpointStore, 'ofOwner'>;
  now?: () => Date;
}

/**
 * Writes `completed` or `failed`, publishes the transcript of a job with analyses, or moves the job into
 * its next attempt. Idempotent: a job that has ended (cancelled, or settled by an earlier try of this
 * step) or moved on is left unchanged.
 */
export async function settle(input: SettleInput, using: SettlePorts): Promise<Settled> {
  const {
    now: clock = () => new Date(),
    endpoints,
    machines,
    rates,
    uploads,
    holds,
    ...ports
  } = using;
  const job = await ports.jobs.job(input.jobId);
  if (!job) throw new TypeError(`there is no job ${input.jobId} to settle`);
  const attempt = attemptOf(input);
  const now = clock();
  const answering = { ...ports, endpoints, now };
  if (isFinal(job.status) || !isSameAttempt(attempt, job.attempt)) {
    if (wasNeverLaunched(job)) await endUpload(job, uploads);
    await repeat(job, attempt, { ...ports, machines, rates, now });
    await settleHolds(job, { holds }, { now });
    if (isFinal(job.status)) await removeOriginals(job, ports);
    return settledAnswer(job, input, answering);
  }
  try {
    await write(job, input, { ...ports, now });
  } catch (error) {
    // Cancelled at the same time: the stored job decides.
    if (!(error instanceof StaleWrite)) throw error;
  }
  const after = (await ports.jobs.job(input.jobId)) ?? job;
  await shareOfLost(after, attempt, machines);
  logJobEnd(after, now);
  await recordRate(after, { rates });
  await settleHolds(after, { holds }, { now });
  if (isFinal(after.status)) await removeOriginals(after, ports);
  return settledAnswer(after, input, answering);
}

/** As one that was cancelled or expired while it waited for its upload. */
function wasNeverLaunched({ status, attempt }: Job): boolean {
  return attempt === 0 && status !== 'completed';
}

/**
 * A pool's machine that is gone has divided its seconds already: perhaps between the read and the write
 * of this step, which then wrote the machine without its share, or with one that is out of date.
 */
async function shareOfLost(
  { earlierInstances }: Job,
  attempt: number,
  machines: SettlePorts['machines'],
): Promise<void> {
  const lost = earlierInstances.find((one) => one.attempt === attempt);
  if (lost?.pool !== undefined) await divideIfGone(lost.id, { machines });
}

/**
 * An earlier try of this step wrote the end, and may have stopped before the log and the speed. The
 * speed of a job with analyses was recorded with its transcript.
 */
async function repeat(
  job: Job,
  attempt: number,
  using: Pick<SettlePorts, 'speeds' | 'rates' | 'machines'> & { now: Date },
): Promise<void> {
  await shareOfLost(job, attempt, using.machines);
  logJobEnd(job, using.now);
  if (job.status === 'completed' && !job.analysis) await recordSpeed(job, using);
  await recordRate(job, using);
}

async function write(job: Job, input: SettleInput, using: Settling): Promise<void> {
  if (!input.error && (await hasGoneOn(job, input, using))) return;
  await loseAttempt(job, { caught: input.error ?? MISFIT, input }, using);
}

/** @returns false if the machine's result, or its documents, are of no use */
async function hasGoneOn(job: Job, input: SettleInput, using: Settling): Promise<boolean> {
  if (isToReuse(job)) await completeReused(job, using);
  else if (!job.result) return isTranscribed(job, input, using);
  else if (input.analysed !== undefined) await endAnalysed(job, input.analysed, using);
  else await goOnToAnalysis(job, using);
  return true;
}

async function isTranscribed(job: Job, input: SettleInput, using: Settling): Promise<boolean> {
  const result = TaskResult.safeParse(input.result);
  // Published first: a reader that sees the result must find the transcript.
  const isDone =
    result.success && (await publishTranscript(job, using)) && (await publishRedaction(job, using));
  if (!isDone) return false;
  // A reader that sees `completed` must find no original that is not kept.
  await removeOriginals(job, using);
  await completeJob(job, result.data, using);
  return true;
}

/** The transcript was published in an earlier attempt, or by an earlier try of this step. */
async function goOnToAnalysis(job: Job, using: Settling): Promise<void> {
  await using.tokens.drop(job);
  await recordSpeed(job, using);
}
