/**
 * Launch budget: rate limit of launches over all jobs, so that a thousand at once do not flood EC2's
 * API. A token bucket stored as one number (GCRA): each reservation advances the theoretical arrival
 * time by one interval. A launcher reserves a slot once, waits for it, and then calls EC2.
 * Source: ITU-T I.371, annex A; EC2's own buckets: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export interface LaunchBudget {
  /** Launches in a row without waiting. */
  burst: number;
  perSecond: number;
}

/** Times in milliseconds of the epoch. */
export interface Reservation {
  /** When EC2 may be called: now or later. */
  turnAt: number;
  /** Theoretical arrival time after this reservation. */
  arrivalAt: number;
}

/** @param arrivalAt theoretical arrival time before this one; undefined for the first reservation */
export function reserve(
  arrivalAt: number | undefined,
  now: number,
  budget: LaunchBudget,
): Reservation {
  const after = Math.max(arrivalAt ?? now, now) + intervalMs(budget);
  return { turnAt: turnOf(after, now, budget), arrivalAt: after };
}

/** Slot of the reservation that advanced the theoretical arrival time to `arrivalAt`. */
export function turnOf(arrivalAt: number, now: number, budget: LaunchBudget): number {
  return Math.max(now, arrivalAt - budget.burst * intervalMs(budget));
}

export function intervalMs({ perSecond }: LaunchBudget): number {
  return 1000 / perSecond;
}
