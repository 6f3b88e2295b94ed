/**
 * The parts of a quote: what each job needs wherever it runs, and what only a machine of its own needs.
 */
import type { KeptQuote } from '../job/quote.ts';
import { expectedOf } from './expected-speed.ts';
import { rest } from './ranges.ts';
import type { Range } from './speed-bounds.ts';

/** Ranges over the quote's instance types. */
export interface QuoteParts {
  model: string;
  /** Launch until audio and model are ready, and the ending. */
  bootSeconds: Range;
  workSeconds: Range;
  /** Work for a second of audio. */
  rate: Range;
  servicesUsd: number;
  /** Cost of the machine for the work and so many seconds beside it. */
  machineUsd: (beside: Range) => Range;
}

export function partsOf(quote: KeptQuote): QuoteParts {
  const types = quote.basis.map((basis) => {
    const { machineSeconds: machine, usdPerHour } = basis;
    const work = basis.workSeconds ?? expectedWork(quote, machine);
    const boot = { low: rest(machine.low, work.low), high: rest(machine.high, work.high) };
    return { boot, work, usdPerHour };
  });
  const over = (part: 'boot' | 'work'): Range => ({
    low: Math.min(...types.map((type) => type[part].low)),
    high: Math.max(...types.map((type) => type[part].high)),
  });
  const costs = (beside: Range, end: keyof Range) =>
    types.map(
      ({ work, usdPerHour }) =>
        ((work[end] + beside[end]) / 3600) * (usdPerHour[end] + quote.besideUsdPerHour),
    );
  const workSeconds = over('work');
  const audio = Math.max(1, quote.durationSeconds);
  return {
    model: quote.model,
    bootSeconds: over('boot'),
    workSeconds,
    rate: { low: workSeconds.low / audio, high: workSeconds.high / audio },
    servicesUsd: quote.servicesUsd,
    machineUsd: (beside) => ({
      low: Math.min(...costs(beside, 'low')),
      high: Math.max(...costs(beside, 'high')),
    }),
  };
}

/** Work of a quote from before `workSeconds`. */
function expectedWork({ model, durationSeconds }: KeptQuote, machine: Range): Range {
  const { low, high } = expectedOf(model).secondsPerAudioSecond;
  return {
    low: Math.min(machine.low, low * durationSeconds),
    high: Math.min(machine.high, high * durationSeconds),
  };
}
