/** Thrown when a purse does not have what a job may cost; nothing was reserved. */
import { monthOf, usdOf, type MicroUsd, type Purse, type PurseState } from './purse.ts';

/** Until running jobs may have given something back. */
const HELD_SECONDS = 300;

interface Needed {
  needed: MicroUsd;
  now: Date;
}

export class OverBudget extends Error {
  readonly purse: Purse;
  readonly state: PurseState;
  readonly needed: MicroUsd;
  /** Until held money may have come back, or the next month begins. */
  readonly retryAfterSeconds: number;

  constructor(purse: Purse, { committed, held }: PurseState, { needed, now }: Needed) {
    super(sentence(purse, { committed, held }, needed));
    this.name = 'OverBudget';
    this.purse = purse;
    this.state = { committed, held };
    this.needed = needed;
    const next = nextMonth(purse);
    const untilNext = next ? Math.ceil((next.getTime() - now.getTime()) / 1000) : HELD_SECONDS;
    const seconds = this.mayFitLater ? Math.min(HELD_SECONDS, untilNext) : untilNext;
    this.retryAfterSeconds = Math.max(1, seconds);
  }

  /** What is left now. */
  get leftUsd(): number {
    return leftUsd(this.purse.limit, this.state);
  }

  /** Whether the job would fit if all that is held came back; with nothing held, whether it does by now. */
  get mayFitLater(): boolean {
    const { committed, held } = this.state;
    return committed - held + this.needed <= this.purse.limit;
  }
}

export function leftUsd(limit: MicroUsd, { committed }: PurseState): number {
  return usdOf(Math.max(0, limit - committed));
}

/** The month after that of an owner's purse; a bulk's has none. */
function nextMonth(purse: Purse): Date | undefined {
  const month = monthOf(purse);
  if (month === undefined) return undefined;
  const [year = 0, nth = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, nth));
}

function sentence(purse: Purse, state: PurseState, needed: MicroUsd): string {
  const month = monthOf(purse);
  const whose = month === undefined ? "The bulk's maxCostUsd" : `The budget of ${month}`;
  const next = nextMonth(purse)?.toISOString().slice(0, 10);
  return [
    `${whose} has ${leftUsd(purse.limit, state)} USD left of ${usdOf(purse.limit)}, and this may cost ${usdOf(needed)}.`,
    ...(state.held > 0
      ? [`Jobs hold ${usdOf(state.held)} USD of it, and give back what they do not use.`]
      : []),
    ...(next === undefined ? [] : [`The next month begins on ${next} at 00:00 UTC.`]),
  ].join(' ');
}
