/**
 * Rate limit of an API key: a token bucket stored as one number (GCRA, as in the launch budget),
 * but an early request is refused instead of delayed. Times are whole microseconds of the epoch, so
 * that sums are exact here and in the database.
 */
import type { KeyLimits } from './key-limits.ts';

const MICROSECONDS = 1_000_000;

export interface RateLimit {
  /** Requests at once after an idle period. */
  burst: number;
  perSecond: number;
}

/** State of a key's limit at one moment, as the HTTP headers report it. */
export interface RateStanding {
  limit: RateLimit;
  isAllowed: boolean;
  /** Requests that would be allowed at once. */
  remaining: number;
  /** Seconds until the whole burst is available. */
  fullInSeconds: number;
  /** Seconds until the next request is allowed; 0 if it is now. */
  retryAfterSeconds: number;
}

export function rateLimitOf({ requestsPerSecond, requestBurst }: KeyLimits): RateLimit {
  return { perSecond: requestsPerSecond, burst: requestBurst };
}

export function microsecondsOf(at: Date): number {
  return at.getTime() * 1000;
}

/** Microseconds by which each request advances the theoretical arrival time. */
export function intervalOf({ perSecond }: RateLimit): number {
  return Math.ceil(MICROSECONDS / perSecond);
}

/** A request is allowed while the theoretical arrival time is not later than this. */
export function latestArrival(now: number, limit: RateLimit): number {
  return now + (limit.burst - 1) * intervalOf(limit);
}

/** @param arrivalAt theoretical arrival time after this request; if it was refused, unchanged */
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
