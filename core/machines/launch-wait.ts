/** Delay before EC2 is asked again for an instance, and when to give up. */
import type { Job, QueuedBecause } from '../job/job.ts';
import type { LaunchSlot } from '../job/launch-slot.ts';

/** Throttling passes in seconds: longest first pause, and longest pause of all. */
const THROTTLED_SECONDS = { first: 2, longest: 120 };
/** Capacity and quotas pass in minutes; the longest pause is this multiple of the first. */
const LONGEST_TIMES_FIRST = 20;

export interface WaitLimits {
  /** Longest total wait for an instance, per attempt. */
  capacityPatienceSeconds: number;
  /** First pause after a lack of capacity. */
  capacityRetrySeconds: number;
}

export interface WaitReason {
  kind: QueuedBecause['code'];
  message: string;
  /** Reserved slot in the launch budget, if the job waits for that. */
  slot?: LaunchSlot;
  /** The owner's own share is used up. */
  isOwnShare?: true;
}

/**
 * The next wait; undefined if the job has waited until its deadline. The last try is at the
 * deadline itself.
 */
export function nextWait(
  job: Pick<Job, 'queuedBecause' | 'deadlineAt'>,
  { kind, message, slot, isOwnShare }: WaitReason,
  { now, patience }: { now: number; patience: WaitLimits },
): QueuedBecause | undefined {
  const before = job.queuedBecause;
  const since = before?.since ?? iso(now);
  const until = Math.min(
    Date.parse(since) + patience.capacityPatienceSeconds * 1000,
    job.deadlineAt === undefined ? Infinity : Date.parse(job.deadlineAt),
  );
  if (now >= until) return undefined;
  const refusals = before?.code === kind ? before.tries : 0;
  // A wait for a launch slot is not a refusal.
  const tries = slot ? refusals : refusals + 1;
  const pause = secondsToWait({ code: kind, tries }, patience.capacityRetrySeconds);
  const retryAt = iso(Math.min(slot?.at ?? now + pause * 1000, until));
  return { code: kind, message, since, retryAt, tries, ...(isOwnShare && { isOwnShare }) };
}

interface Refusals {
  code: QueuedBecause['code'];
  /** Refusals by EC2 in a row, including this one. */
  tries: number;
}

/**
 * Pauses are randomised, so that jobs refused together do not retry together: "full jitter" where a
 * quick retry may succeed, "equal jitter" where it cannot.
 * Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * @param retrySeconds first pause after a lack of capacity
 * @param draw random number from 0 to 1
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
