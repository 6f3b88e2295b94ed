/** An attempt failed: the next one begins while there may be one, else the job ends. */
import type { JobError } from '../../base/job-errors.ts';
import { workEnds } from '../../aws/dynamodb/pool-work.ts';
import { classifyFailure, type AttemptLimit, type Caught } from '../../job/classify-failure.ts';
import type { Job } from '../../job/job.ts';
import { statusesBefore } from '../../job/job-status.ts';
import { afterFailure, launchesAgain } from '../../job/next-attempt.ts';
import type { TimelineEvent } from '../../job/timeline.ts';
import { afterLoss } from '../../machines/job-machines.ts';
import { endUnanalysed } from './end-analysed.ts';
import { logAttemptEnd } from './log-figures.ts';
import { countGpuFallback } from './outcome-events.ts';
import type { SettleInput, Settling } from './settle-ports.ts';

/** @throws StaleWrite */
export async function loseAttempt(
  job: Job,
  { caught, input }: { caught: Caught; input: SettleInput },
  using: Settling,
): Promise<void> {
  const error = classifyFailure(job, caught, limitOf(input, using));
  if (launchesAgain(job, error, using.now)) return;
  const after = afterFailure(error, attemptsOf(job, using));
  if (after.goesOn) await beginNextAttempt(job, error, using);
  else if (job.result) await endUnanalysed(job, error, using);
  else await fail(job, after.error, using);
  if (job.status !== 'queued') logAttemptEnd(job, error.code, using.now);
  if (error.code === 'GpuUnavailable') countGpuFallback(using);
}

/**
 * A job in `queued` has begun nothing that a next attempt could replace. The attempt that only copied an
 * earlier transcript had no machine.
 */
function attemptsOf({ status, reusedFrom }: Job, { maxAttempts }: Settling): number {
  if (status === 'queued') return 0;
  return reusedFrom === undefined ? maxAttempts : maxAttempts + 1;
}

function limitOf(input: SettleInput, using: Settling): AttemptLimit {
  const timeoutSeconds = input.launched.answer.timeoutSeconds ?? using.timeoutSeconds;
  return {
    now: using.now,
    timeoutSeconds,
    isCostLimit: timeoutSeconds < using.timeoutSeconds,
    isLaunchFailure: input.launched.answer.attempt === undefined,
  };
}

/** Terminate ends the old instance after this; its late results and claims belong to an ended attempt. */
async function beginNextAttempt(job: Job, error: JobError, { jobs, now }: Settling): Promise<void> {
  const at = now.toISOString();
  const begins = new Date(now.getTime() + 1).toISOString(); // after the event it follows
  await jobs.transition(
    job.jobId,
    { from: ['launching', 'processing'], to: 'launching', attempt: job.attempt },
    {
      set: { launchedAt: at, ...afterLoss(job, at) },
      remove: [
        ...(['instance', 'offerId', 'claimedBy', 'claimedAt'] as const),
        ...(['taskToken', 'tokenAttempt', 'tokenPhase', 'tokenClaimed'] as const),
      ],
      event: { what: 'attempt-failed', at, attempt: job.attempt, detail: detailOf(error) },
      moreEvents: [{ what: 'launching', at: begins }],
      also: workEnds(job, at, jobs.table),
    },
  );
}

/** With the reason where the code says too little: what kept the engine from the GPU. */
function detailOf({ code, message }: JobError): TimelineEvent['detail'] {
  return code === 'GpuUnavailable' ? { code, because: message } : { code };
}

async function fail(job: Job, error: JobError, { jobs, now }: Settling): Promise<void> {
  const at = now.toISOString();
  await jobs.transition(
    job.jobId,
    { from: statusesBefore('failed'), to: 'failed', attempt: job.attempt },
    {
      set: { error, endedAt: at },
      event: { what: 'failed', at, detail: { code: error.code } },
      also: workEnds(job, at, jobs.table),
    },
  );
}
