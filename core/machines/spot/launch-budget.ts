/**
 * Launch budget: rate limit of launches over all jobs, so that a thousand at once do not flood EC2's
 * API, and a fair share of it for each owner. A launcher reserves a slot, waits for it, and then calls
 * EC2. Slots come in two lines, each a token bucket stored as one number (GCRA):
 *
 * 1. its owner's line, with the whole rate and half of the burst. Its slot says when the launcher may
 *    enter
 * 2. the line of all owners, whose slot is the one for EC2.
 *
 * So an owner's jobs wait for each other in their own line, and the line of all never holds more of
 * them than came at the whole rate. While one other owner floods, a job waits in the line of all no
 * longer than it did in its own: at most twice its wait without the others.
 * Source: ITU-T I.371, annex A; EC2's own buckets: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export interface LaunchBudget {
  /** Launches in a row without waiting. */
  burst: number;
  perSecond: number;
}

/** Times in milliseconds of the epoch. */
export interface SlotLine {
  /** Theoretical arrival time: each new slot advances it by one interval. */
  arrivalAt: number;
  /** Future slots that were given back; the next launchers get the earliest. */
  freed: ReadonlySet<number>;
}

export interface Reservation {
  /** When the launcher's slot is: now or later. */
  turnAt: number;
  line: SlotLine;
}

/** @param line the line before; undefined for the first reservation */
export function reserve(
  line: SlotLine | undefined,
  now: number,
  budget: LaunchBudget,
): Reservation {
  const freed = future(line?.freed, now);
  const turnAt = earliest(freed);
  if (line && turnAt !== undefined) {
    freed.delete(turnAt);
    return { turnAt, line: { ...line, freed } };
  }
  const arrivalAt = Math.max(line?.arrivalAt ?? now, now) + intervalMs(budget);
  return { turnAt: turnOf(arrivalAt, now, budget), line: { arrivalAt, freed } };
}

/** A slot that passed unused is lost: used later, it would be one call too many at that time. */
export function giveBack(line: SlotLine, slot: number, now: number): SlotLine {
  return { ...line, freed: future([...line.freed, slot], now) };
}

/** Slot of the reservation that advanced the theoretical arrival time to `arrivalAt`. */
export function turnOf(arrivalAt: number, now: number, budget: LaunchBudget): number {
  return Math.max(now, arrivalAt - budget.burst * intervalMs(budget));
}

export function intervalMs({ perSecond }: LaunchBudget): number {
  return 1000 / perSecond;
}

/**
 * Budget of an owner's own line. Half of the burst, so that another owner's first jobs find the other
 * half; the whole rate, so that an owner who is alone wastes nothing.
 */
export function ownersBudget({ burst, perSecond }: LaunchBudget): LaunchBudget {
  return { burst: Math.max(1, Math.floor(burst / 2)), perSecond };
}

export function earliest(slots: Iterable<number>): number | undefined {
  const all = [...slots];
  return all.length === 0 ? undefined : Math.min(...all);
}

function future(slots: Iterable<number> = [], now: number): Set<number> {
  return new Set([...slots].filter((slot) => slot > now));
}
