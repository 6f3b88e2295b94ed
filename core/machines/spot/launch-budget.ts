/**
 * The launch budget: how often all jobs together ask EC2 for instances, so that a thousand jobs at
 * once do not storm its API. A token bucket as one number, by the generic cell rate algorithm: the
 * theoretical arrival time, which every reservation moves on by one interval. A launcher reserves a
 * turn once, waits until it comes, and asks EC2 then without asking here again.
 * Source: ITU-T I.371, annex A; EC2's own buckets: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export interface LaunchBudget {
  /** Turns in a row without waiting. */
  burst: number;
  perSecond: number;
}

/** Times in milliseconds of the epoch. */
export interface Reservation {
  /** When EC2 may be asked: now, or later. */
  turnAt: number;
  /** The theoretical arrival time after this reservation. */
  arrivalAt: number;
}

/** @param arrivalAt as the reservation before left it; undefined before the first */
export function reserve(
  arrivalAt: number | undefined,
  now: number,
  budget: LaunchBudget,
): Reservation {
  const after = Math.max(arrivalAt ?? now, now) + intervalMs(budget);
  return { turnAt: turnOf(after, now, budget), arrivalAt: after };
}

/** The turn of the reservation that has moved the arrival time to `arrivalAt`. */
export function turnOf(arrivalAt: number, now: number, budget: LaunchBudget): number {
  return Math.max(now, arrivalAt - budget.burst * intervalMs(budget));
}

export function intervalMs({ perSecond }: LaunchBudget): number {
  return 1000 / perSecond;
}
