/** How many jobs a key may create on a day of the calendar, in UTC. */
const DAY_MS = 24 * 3600 * 1000;

/** Whoever creates a job takes it from here before, and gives it back if there was none to create. */
export interface JobQuota {
  /** @throws QuotaReached */
  take(): Promise<void>;
  giveBack(): Promise<void>;
}

/** Thrown when a key has created its jobs of today. */
export class QuotaReached extends Error {
  /** Until tomorrow begins. */
  readonly retryAfterSeconds: number;

  constructor(jobsPerDay: number, now: Date) {
    super(`This key may create ${jobsPerDay} jobs a day; the next day begins at 00:00 UTC.`);
    this.name = 'QuotaReached';
    this.retryAfterSeconds = Math.ceil((DAY_MS - (now.getTime() % DAY_MS)) / 1000);
  }
}

export function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}
