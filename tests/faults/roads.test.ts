/** Jobs by all routes while pools' machines meet with mishaps, and a burst for the pool batch. */
import { test } from 'vitest';
import { isClean } from '../../chaos/report.ts';
import { burstReport, runBurst } from '../../chaos/roads/burst.ts';
import { drawnMishaps, roadPlans } from '../../chaos/roads/plan.ts';
import { roadsReport } from '../../chaos/roads/report.ts';
import { runRoads } from '../../chaos/roads/run.ts';

const SEED = 1;
/** By each of three routes. */
const RECORDINGS = 4;
const MACHINES = 6;
const BURST = 30;

// At the same time, each on its own cloud: both wait for machines most of the time.
test.concurrent(
  'recordings by every route, under mishaps of the pools: none lost, doubled or different',
  async ({ expect }) => {
    const options = { seed: SEED, machines: MACHINES };
    const result = await runRoads(roadPlans(SEED, RECORDINGS), drawnMishaps(SEED), options);
    if (!isClean(result)) throw new Error(roadsReport(options, result));
    expect(result.outcomes).toHaveLength(3 * RECORDINGS);
  },
);

test.concurrent(
  'a burst that three machines drain, two of which are lost: every job is done once',
  async ({ expect }) => {
    const result = await runBurst({ jobs: BURST });
    if (!isClean(result)) throw new Error(burstReport(result));
    expect(result.machines.length).toBeGreaterThanOrEqual(3);
    expect(result.outcomes.filter(({ ending }) => ending === 'completed')).toHaveLength(BURST);
  },
);
