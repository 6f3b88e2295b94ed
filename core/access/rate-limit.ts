/**
 * How often a key may ask: a token bucket as one number, by the generic cell rate algorithm as the
 * launch budget has it; but who comes too early is refused, not made to wait. Times are whole
 * microseconds of the epoch, so that sums are exact, here and in the database.
 */
import type { KeyLimits } from './key-limits.ts';

const MICROSECONDS = 1_000_000;

export interface RateLimit {
  /** Requests in a row, after a rest. */
  burst: number;
  perSecond: number;
}

/** How a key stands at a moment, in what HTTP tells of it. */
export interface RateStanding {
  limit: RateLimit;
  isAllowed: boolean;
  /** So many requests would be let in at once. */
  remaining: number;
  /** Until the whole burst is there again. */
  fullInSeconds: number;
  /** Until the next request is let in; 0 if it would be now. */
  retryAfterSeconds: number;
}

export function rateLimitOf({ requestsPerSecond, requestBurst }: KeyLimits): RateLimit {
  return { perSecond: requestsPerSecond, burst: requestBurst };
}

export function microsecondsOf(at: Date): number {
  return at.getTime() * 1000;
}

/** What every request moves the theoretical arrival time on by. */
export function intervalOf({ perSecond }: RateLimit): number {
  return Math.ceil(MICROSECONDS / perSecond);
}

/** A request is let in while the arrival time of those before it is not beyond this. */
export function latestArrival(now: number, limit: RateLimit): number {
  return now + (limit.burst - 1) * intervalOf(limit);
}

/** @param arrivalAt as the request that is told about has left it; of a refused one, as it found it */
export function standingOf(
  arrivalAt: number | undefined,
  now: number,
  { limit, isAllowed }: Pick<RateStanding, 'limit' | 'isAllowed'>,
): RateStanding {
  const ahead = Math.max(0, (arrivalAt ?? now) - now);
  const early = ahead - (latestArrival(now, limit) - now);
  return {
    limit,
    isAllowed,
    remaining: early > 0 ? 0 : 1 + Math.floor(-early / intervalOf(limit)),
    fullInSeconds: Math.ceil(ahead / MICROSECONDS),
    retryAfterSeconds: early > 0 ? Math.ceil(early / MICROSECONDS) : 0,
  };
}
