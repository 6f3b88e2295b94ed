/**
 * A sum of money that jobs share: an owner's budget of a month, or the ceiling of a bulk. A job takes
 * the most that it may cost out of its purses before it begins, and gives back what it did not use.
 */

/** Amounts are integers of a millionth of a dollar: sums of them are exact. */
export type MicroUsd = number;

export interface Purse {
  /** Names its item: `owner#anna#2026-11`, `bulk#<bulkId>`. */
  name: string;
  limit: MicroUsd;
}

/** What a purse holds at a moment. */
export interface PurseState {
  /** Spent by jobs that have ended, and held for those that have not; never above the limit. */
  committed: MicroUsd;
  /** The part of it that is held: some of it may come back. */
  held: MicroUsd;
}

export const ownerPurse = (owner: string, month: string): string => `owner#${owner}#${month}`;
export const bulkPurse = (bulkId: string): string => `bulk#${bulkId}`;

/** A purse is kept past the last time that the costs of a month are asked for. */
export const PURSE_KEPT_MS = 400 * 24 * 3600_000;

/** 2026-11, of UTC. */
export function monthAt(now: Date): string {
  return now.toISOString().slice(0, '2026-11'.length);
}

/** 2026-11, of an owner's purse. */
export function monthOf({ name }: Pick<Purse, 'name'>): string | undefined {
  return name.startsWith('owner#') ? name.slice(-'2026-11'.length) : undefined;
}

/** Rounded up: a purse must never hold less than a job may cost. */
export function microUsd(usd: number): MicroUsd {
  return Math.ceil(Math.round(usd * 1e9) / 1e3);
}

export function usdOf(amount: MicroUsd): number {
  return amount / 1e6;
}
