/** No instance now: the job waits in `queued`, in the same attempt, with a reason for its owner. */
import type { JobStore } from '../../aws/dynamodb/job-store.ts';
import { JobFailure } from '../../base/job-errors.ts';
import type { Job } from '../../job/job.ts';
import { nextWait, type WaitLimits, type WaitReason } from '../../machines/launch-wait.ts';
import type { Refused } from '../../machines/dispatcher.ts';

/** @throws JobFailure DeadlineExceeded, StaleWrite */
export async function waitForCapacity(
  job: Job,
  refused: Refused,
  using: WaitLimits & { jobs: JobStore },
): Promise<{ outcome: 'waiting'; attempt: number; waitSeconds: number }> {
  const { kind, codes, round, slot } = refused;
  const now = Date.now();
  const queuedBecause = nextWait(job, refused, { now, patience: using });
  if (!queuedBecause) throw tooLate(refused);
  const { retryAt } = queuedBecause;
  const reserved = slot && { launchTurnAt: new Date(slot.at).toISOString(), launchLine: slot.line };
  await using.jobs.transition(
    job.jobId,
    { from: ['launching'], to: 'queued', attempt: job.attempt },
    {
      set: { launchRound: round, queuedBecause, ...reserved },
      remove: reserved ? [] : ['launchTurnAt', 'launchLine'],
      event: {
        what: 'waiting',
        detail: { because: kind, codes: codes.join(), retryAt, ...(slot && { line: slot.line }) },
      },
    },
  );
  // Step Functions waits whole seconds, at least one.
  const waitSeconds = Math.max(1, Math.ceil((Date.parse(retryAt) - now) / 1000));
  return { outcome: 'waiting', attempt: job.attempt, waitSeconds };
}

/** Error for a job whose deadline passed, with the reason for the wait. */
export function tooLate({ kind, message }: WaitReason): JobFailure {
  return new JobFailure(
    'DeadlineExceeded',
    `The job has waited for an instance until its deadline, and is given up. Create it again later. The last answer was ${kind}: ${message}`,
  );
}
