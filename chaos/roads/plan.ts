/** Draws the jobs of a run over all routes, and the mishaps of its pools' machines, from a seed. */
import fc from 'fast-check';
import { POOL_NAMES, type RouteName } from '../../core/job/route-name.ts';
import { ENDINGS, scripts, type Plan } from '../schedule.ts';
import { MISHAPS } from './mishaps.ts';

/** Routes of the run's cloud, which has no endpoint of SageMaker. */
export const ROADS: readonly RouteName[] = ['spot', ...POOL_NAMES];

/** What its owner does to a job, beside submitting it. */
export type Fate = 'none' | 'cancelled while offered' | 'cancelled at work' | 'deadline near';

export interface RoadPlan extends Plan {
  readonly route: RouteName;
  readonly fate: Fate;
  /** Jobs of one number have the same audio, each by another route. */
  readonly number: number;
}

export interface DrawnMishap {
  readonly name: string;
  /** After the one before, in milliseconds. */
  readonly pauseMs: number;
  /** Which of the machines, 0 to 1. */
  readonly which: number;
}

const fate = fc.oneof(
  { weight: 12, arbitrary: fc.constant('none' as const) },
  { weight: 1, arbitrary: fc.constant('cancelled while offered' as const) },
  { weight: 1, arbitrary: fc.constant('cancelled at work' as const) },
  { weight: 2, arbitrary: fc.constant('deadline near' as const) },
);
const mishap = fc.record({
  name: fc.constantFrom(...Object.keys(MISHAPS)),
  pauseMs: fc.integer({ min: 3000, max: 12_000 }),
  which: fc.integer({ min: 0, max: 99 }).map((hundredths) => hundredths / 100),
});

/** Each audio by every route: three plans a number. */
export function roadPlans(seed: number, numbers: number): RoadPlan[] {
  const fates = fc.tuple(...ROADS.map(() => fate));
  const drawn = fc.sample(fc.noBias(fc.tuple(scripts, fates)), { seed, numRuns: numbers });
  return drawn.flatMap(([asked, fatesOf], number) => {
    const script = { ...asked, title: `jobb ${number}`, atWindow: asked.windows >> 1 };
    return ROADS.map((route, index) => ({
      ...{ script, route, number, faults: [], ending: ENDINGS[asked.ending] },
      // A poison file ends its job by itself.
      fate: asked.ending === 'done' ? (fatesOf[index] ?? 'none') : 'none',
    }));
  });
}

/** The same without fates and poison: each recording is transcribed by every route. */
export function calmPlans(seed: number, numbers: number): RoadPlan[] {
  return roadPlans(seed, numbers).map((plan) => ({
    ...plan,
    script: { ...plan.script, ending: 'done' },
    ending: ENDINGS.done,
    fate: 'none',
  }));
}

/** More than a run of minutes meets; each kind comes before one comes again. */
export function drawnMishaps(seed: number): DrawnMishap[] {
  const rounds = fc.sample(fc.noBias(fc.array(mishap, { minLength: 100, maxLength: 100 })), {
    seed,
    numRuns: 1,
  });
  const names = fc.sample(
    fc.shuffledSubarray(Object.keys(MISHAPS), { minLength: Object.keys(MISHAPS).length }),
    { seed, numRuns: 10 },
  );
  const inOrder = names.flat();
  return rounds.flat().map((one, index) => ({ ...one, name: inOrder[index] ?? one.name }));
}
