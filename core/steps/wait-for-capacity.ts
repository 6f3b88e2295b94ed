/** EC2 gave no instance: the job waits in `queued`, in the same attempt, with a reason that its owner sees. */
import type { JobStore } from '../aws/job-store.ts';
import { JobFailure } from '../job-errors.ts';
import type { Job, QueuedBecause } from '../job.ts';
import { secondsToWait } from '../launch-wait.ts';
import { said } from './ask-for-instance.ts';

export interface Patience {
  jobs: JobStore;
  /** How long an attempt may wait for an instance. */
  capacityPatienceSeconds: number;
  /** The first pause after a lack of capacity. */
  capacityRetrySeconds: number;
}

interface Refusal {
  kind: QueuedBecause['code'];
  codes: readonly string[];
  /** The round in which EC2 is asked next. */
  round: number;
}

/** @throws JobFailure DeadlineExceeded, StaleWrite */
export async function waitForCapacity(
  job: Job,
  { kind, codes, round }: Refusal,
  using: Patience,
): Promise<{ outcome: 'waiting'; waitSeconds: number }> {
  const now = Date.now();
  const before = job.queuedBecause;
  const since = before?.since ?? new Date(now).toISOString();
  const until = waitsUntil(job, since, using.capacityPatienceSeconds);
  const message = said(kind, codes);
  if (now >= until) throw tooLate(kind, message);
  const tries = before?.code === kind ? before.tries + 1 : 1;
  const pause = 1000 * secondsToWait({ code: kind, tries }, using.capacityRetrySeconds);
  const retryAt = new Date(Math.min(now + pause, until)).toISOString();
  await using.jobs.move(
    job.jobId,
    { from: ['launching'], to: 'queued', attempt: job.attempt },
    {
      set: { launchRound: round, queuedBecause: { code: kind, message, since, retryAt, tries } },
      event: { what: 'waiting', detail: { because: kind, codes: codes.join(), retryAt } },
    },
  );
  return {
    outcome: 'waiting',
    waitSeconds: Math.max(1, Math.ceil((Date.parse(retryAt) - now) / 1000)),
  };
}

function waitsUntil(job: Job, since: string, patienceSeconds: number): number {
  const patience = Date.parse(since) + patienceSeconds * 1000;
  return Math.min(patience, job.deadlineAt === undefined ? Infinity : Date.parse(job.deadlineAt));
}

function tooLate(kind: string, message: string): JobFailure {
  return new JobFailure(
    'DeadlineExceeded',
    `The job has waited for an instance until its deadline, and is given up. Create it again later. The last answer was ${kind}: ${message}`,
  );
}
