/** What chaos does to each job, drawn from a seed: the same seed gives the same decisions, job by job. */
import fc from 'fast-check';
import { DISTURBANCES } from './disturbances.ts';
import type { Script } from './script.ts';

export interface Plan {
  readonly script: Script;
  readonly disturbances: readonly { readonly name: string; readonly moment: number }[];
  /** How the job has to end, whatever befalls it on the way. */
  readonly ending: 'completed' | 'AudioUnreadable' | 'AttemptsExhausted';
}

/** A job may lose so many attempts by chance and must still be done: the default allows four. */
const LOST_ATTEMPTS = 2;

const moment = fc.double({ min: 0, max: 1, noNaN: true });
const disturbance = fc.record({ name: fc.constantFrom(...Object.keys(DISTURBANCES)), moment });
const disturbances = fc
  .uniqueArray(disturbance, { maxLength: 3, selector: ({ name }) => name })
  .filter((drawn) => drawn.filter(isLossy).length <= LOST_ATTEMPTS);
const script = fc.record({
  windows: fc.integer({ min: 1, max: 10 }),
  paceSeconds: fc.constantFrom(0.05, 0.2, 0.4),
  ending: fc.oneof(
    { weight: 12, arbitrary: fc.constant('done' as const) },
    { weight: 1, arbitrary: fc.constant('crash' as const) },
    { weight: 1, arbitrary: fc.constant('unreadable' as const) },
  ),
});

const ENDINGS = {
  done: 'completed',
  crash: 'AttemptsExhausted',
  unreadable: 'AudioUnreadable',
} as const;

export function schedule(seed: number, jobs: number): Plan[] {
  const drawn = fc.sample(fc.noBias(fc.tuple(script, disturbances)), { seed, numRuns: jobs });
  return drawn.map(([asked, befall], number) => ({
    script: { ...asked, title: `jobb ${number}`, atWindow: asked.windows >> 1 },
    // A poisoned file ends its job by itself; a machine that is lost as well would hide by which.
    disturbances: asked.ending === 'done' ? befall : befall.filter((one) => !isLossy(one)),
    ending: ENDINGS[asked.ending],
  }));
}

function isLossy({ name }: { name: string }): boolean {
  return DISTURBANCES[name]?.losesAttempt === true;
}
