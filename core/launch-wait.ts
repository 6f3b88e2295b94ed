/** How long a job waits before EC2 is asked for an instance again. Every pause is drawn, so that jobs that were refused together do not come back together. */
import type { QueuedBecause } from './job.ts';

/** Throttling passes in seconds: the first pause is at most this, the longest at most that. */
const THROTTLED_SECONDS = { first: 2, longest: 120 };
/** Capacity and quotas pass in minutes; the longest pause is so many times the first. */
const LONGEST_TIMES_FIRST = 20;

interface Refusals {
  code: QueuedBecause['code'];
  /** How often in a row EC2 has said so, this time included. */
  tries: number;
}

/**
 * Seconds to wait: "full jitter" where a quick next try may succeed, "equal jitter" where it cannot.
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
