/** How many jobs an owner may create on a day of the calendar, in UTC. */
export const DAY_MS = 24 * 3600 * 1000;

/** Whoever creates a job takes a place before, and gives it back if there was none to create. */
export interface JobQuota {
  /** @returns how to give it back. @throws QuotaReached */
  take(): Promise<() => Promise<void>>;
}

/** Thrown when an owner has created its jobs of today. */
export class QuotaReached extends Error {
  /** Until tomorrow begins. */
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
