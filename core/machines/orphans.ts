/**
 * Which of our instances nobody waits for any more. An orphan is marked in one round and ended in a
 * later one, so that a single look at a moving system never ends a machine.
 */
import type { Job } from '../job/job.ts';
import { ALL_ROUTES } from './routes.ts';

/** The tag of a marked orphan: the time from which on it may be ended. */
export const REAP_AFTER = 'spotscribe-reap-after';

/**
 * From the launch, or from the end of the job. A launch with all its repeats takes twelve minutes at
 * most before its instance is noted in the job, and the workflow's Terminate is patient for some.
 */
export const GRACE_MS = 15 * 60_000;

/** Rounds are five minutes apart; a schedule's event that comes twice comes sooner than this. */
export const MARKED_MS = 4 * 60_000;

/** An instance that is not ending yet, as EC2 tells of it; what its tags do not say is undefined. */
export interface LiveInstance {
  id: string;
  launchedAt: Date;
  jobId: string | undefined;
  attempt: number | undefined;
  reapAfter: Date | undefined;
}

/**
 * `keep`: it is needed, or too young to tell. `unmark`: it was marked and is needed after all.
 * The others are orphans: `mark` at first sight, `wait` until the mark is old enough, `terminate`.
 */
export type Verdict = 'keep' | 'unmark' | 'mark' | 'wait' | 'terminate';

export function verdictOn(instance: LiveInstance, job: Job | undefined, now: Date): Verdict {
  const { reapAfter } = instance;
  const isNeeded = ALL_ROUTES.some((route) => route.needs(instance, job));
  if (isNeeded || isTooEarly(instance, job, now)) {
    return reapAfter === undefined ? 'keep' : 'unmark';
  }
  if (reapAfter === undefined) return 'mark';
  return now < reapAfter ? 'wait' : 'terminate';
}

export function isOrphan(verdict: Verdict): boolean {
  return verdict === 'mark' || verdict === 'wait' || verdict === 'terminate';
}

function isTooEarly({ launchedAt }: LiveInstance, job: Job | undefined, now: Date): boolean {
  const since = [launchedAt, ...(job?.endedAt === undefined ? [] : [new Date(job.endedAt)])];
  return since.some((moment) => now.getTime() - moment.getTime() < GRACE_MS);
}
