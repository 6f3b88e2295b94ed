/** Draws each job's script and faults from a seed; the same seed gives the same plans. */
import fc from 'fast-check';
import { FAULTS } from './faults.ts';
import type { Script } from './script.ts';

export interface Plan {
  readonly script: Script;
  readonly faults: readonly { readonly name: string; readonly moment: number }[];
  /** The required ending, whatever faults occur. */
  readonly ending: 'completed' | 'AudioUnreadable' | 'AttemptsExhausted' | 'Cancelled';
}

/** Most attempts that injected faults may cost a job; the default limit is four attempts. */
const LOST_ATTEMPTS = 2;

/** In hundredths: most doubles between 0 and 1 are so small that every moment would be the first. */
const moment = fc.integer({ min: 0, max: 100 }).map((hundredths) => hundredths / 100);
const fault = fc.record({ name: fc.constantFrom(...Object.keys(FAULTS)), moment });
const faults = fc
  .uniqueArray(fault, { maxLength: 3, selector: ({ name }) => name })
  .filter((drawn) => drawn.filter(isLossy).length <= LOST_ATTEMPTS);
export const scripts = fc.record({
  windows: fc.integer({ min: 1, max: 10 }),
  paceSeconds: fc.constantFrom(0.05, 0.2, 0.4),
  ending: fc.oneof(
    { weight: 12, arbitrary: fc.constant('done' as const) },
    { weight: 1, arbitrary: fc.constant('crash' as const) },
    { weight: 1, arbitrary: fc.constant('unreadable' as const) },
  ),
});

export const ENDINGS = {
  done: 'completed',
  crash: 'AttemptsExhausted',
  unreadable: 'AudioUnreadable',
} as const;

export function schedule(seed: number, jobs: number): Plan[] {
  const drawn = fc.sample(fc.noBias(fc.tuple(scripts, faults)), { seed, numRuns: jobs });
  return drawn.map(([asked, befall], number) => ({
    script: { ...asked, title: `jobb ${number}`, atWindow: asked.windows >> 1 },
    // A poison file fails its job by itself; a lossy fault as well would blur the cause.
    faults: asked.ending === 'done' ? befall : befall.filter((one) => !isLossy(one)),
    ending: ENDINGS[asked.ending],
  }));
}

function isLossy({ name }: { name: string }): boolean {
  return FAULTS[name]?.losesAttempt === true;
}
