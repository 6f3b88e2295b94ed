/** How long a job waits before EC2 is asked for an instance again, and when its patience ends. */
import type { Job, QueuedBecause } from '../job/job.ts';

/** Throttling passes in seconds: the first pause is at most this, the longest at most that. */
const THROTTLED_SECONDS = { first: 2, longest: 120 };
/** Capacity and quotas pass in minutes; the longest pause is so many times the first. */
const LONGEST_TIMES_FIRST = 20;

export interface Patience {
  /** How long an attempt may wait for an instance. */
  capacityPatienceSeconds: number;
  /** The first pause after a lack of capacity. */
  capacityRetrySeconds: number;
}

export interface WaitReason {
  kind: QueuedBecause['code'];
  message: string;
  /** The turn in the launch budget that was reserved, if that is what the job waits for. */
  turnAt?: number;
}

/**
 * The next wait; undefined when the job has waited until its deadline. The last try is at the
 * deadline itself.
 */
export function nextWait(
  job: Pick<Job, 'queuedBecause' | 'deadlineAt'>,
  { kind, message, turnAt }: WaitReason,
  { now, patience }: { now: number; patience: Patience },
): QueuedBecause | undefined {
  const before = job.queuedBecause;
  const since = before?.since ?? iso(now);
  const until = Math.min(
    Date.parse(since) + patience.capacityPatienceSeconds * 1000,
    job.deadlineAt === undefined ? Infinity : Date.parse(job.deadlineAt),
  );
  if (now >= until) return undefined;
  // Waiting for a turn is no refusal.
  const tries = turnAt !== undefined ? 0 : before?.code === kind ? before.tries + 1 : 1;
  const pause = secondsToWait({ code: kind, tries }, patience.capacityRetrySeconds);
  const retryAt = iso(Math.min(turnAt ?? now + pause * 1000, until));
  return { code: kind, message, since, retryAt, tries };
}

interface Refusals {
  code: QueuedBecause['code'];
  /** How often in a row EC2 has said so, this time included. */
  tries: number;
}

/**
 * Every pause is drawn, so that jobs that were refused together do not come back together: "full
 * jitter" where a quick next try may succeed, "equal jitter" where it cannot.
 * Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * @param retrySeconds the first pause after a lack of capacity
 * @param draw from 0 to 1
 */
export function secondsToWait(
  { code, tries }: Refusals,
  retrySeconds: number,
  draw: number = Math.random(),
): number {
  if (code === 'Throttled') {
    return Math.max(1, draw * grown(THROTTLED_SECONDS.first, tries, THROTTLED_SECONDS.longest));
  }
  const pause = grown(retrySeconds, tries, retrySeconds * LONGEST_TIMES_FIRST);
  return pause / 2 + (draw * pause) / 2;
}

function grown(first: number, tries: number, longest: number): number {
  return Math.min(longest, first * 2 ** (tries - 1));
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
