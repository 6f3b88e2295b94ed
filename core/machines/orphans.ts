/**
 * Finds instances that no job needs. An orphan is marked in one round and terminated in a later
 * one, so that one look at a changing system never ends a machine.
 */
import type { Job } from '../job/job.ts';
import type { LiveInstance } from './live-instance.ts';
import { isNeeded } from './job-machines.ts';
import { isFresh, type ServerRow } from './pool/server-row.ts';

/** Tag of a marked orphan: the time after which it may be terminated. */
export const REAP_AFTER = 'spotscribe-reap-after';

/**
 * Minimum age since the launch, or since the job's end. A launch with all its retries may take twelve
 * minutes to record its instance, and the workflow's Terminate retries for some more.
 */
export const GRACE_MS = 15 * 60_000;

/** Rounds are five minutes apart; a duplicate schedule event arrives sooner than this. */
export const MARKED_MS = 4 * 60_000;

/**
 * `keep`: needed, or too young to decide. `unmark`: was marked, but is needed. The others are
 * orphans: `mark` at first sight, `wait` until the mark is old enough, `terminate`.
 */
export type Verdict = 'keep' | 'unmark' | 'mark' | 'wait' | 'terminate';

export function verdictOn(instance: LiveInstance, job: Job | undefined, now: Date): Verdict {
  return verdict(instance, isNeeded(instance, job) || isTooEarly(instance, job, now), now);
}

/**
 * A pool's machine is needed while it reports, and not longer than it may live: it powers itself off
 * then, and the grace is for its last words.
 * @param row what it reported last
 */
export function verdictOnPool(
  instance: LiveInstance,
  row: Pick<ServerRow, 'beatAt'> | undefined,
  { now, lifeMinutes }: { now: Date; lifeMinutes: number },
): Verdict {
  const age = now.getTime() - instance.launchedAt.getTime();
  const reports = row !== undefined && isFresh(row, now);
  const isWithinLife = age < lifeMinutes * 60_000 + GRACE_MS;
  return verdict(instance, age < GRACE_MS || (reports && isWithinLife), now);
}

function verdict({ reapAfter }: LiveInstance, isKept: boolean, now: Date): Verdict {
  if (isKept) {
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
