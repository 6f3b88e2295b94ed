/** Quota of jobs per owner and calendar day (UTC). */
export const DAY_MS = 24 * 3600 * 1000;

/** Reserve a job before creating it; release the reservation if none was created. */
export interface JobQuota {
  /** Before work that costs more than the reservation; writes nothing. @throws QuotaReached */
  assertLeft(): Promise<void>;
  /** @returns a function that releases the reservation. @throws QuotaReached */
  take(): Promise<() => Promise<void>>;
}

/** Thrown when an owner has used up today's quota. */
export class QuotaReached extends Error {
  /** Seconds until 00:00 UTC. */
  readonly retryAfterSeconds: number;

  constructor(jobsPerDay: number, now: Date) {
    super(
      `There may be ${jobsPerDay} jobs a day, and there are; the next day begins at 00:00 UTC.`,
    );
    this.name = 'QuotaReached';
    this.retryAfterSeconds = Math.ceil((DAY_MS - (now.getTime() % DAY_MS)) / 1000);
  }
}

export function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}
