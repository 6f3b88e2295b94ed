import { expect, test } from 'vitest';
import { FAULTS } from '../../chaos/faults.ts';
import { isClean, report } from '../../chaos/report.ts';
import { run } from '../../chaos/run.ts';
import { schedule, type Plan } from '../../chaos/schedule.ts';

/** Plans of it as `npm run chaos -- --seed 1 --jobs 300` draws them. */
const SEED = 1;
const DRAWN = 300;
/** Fewer than jobs, so that some wait for the quota. */
const MACHINES = 4;

test('mishaps of all kinds, up to three a job: none lost, doubled, spoilt or left behind', async () => {
  const plans = everyMishap(schedule(SEED, DRAWN));
  const options = { seed: SEED, jobs: plans.length, machines: MACHINES };
  const result = await run(plans, options);
  if (!isClean(result)) throw new Error(report(options, result));
  expect(result.outcomes).toHaveLength(plans.length);
  expect(result.outcomes.length).toBeGreaterThan(MACHINES);
});

/** As few plans as meet every mishap, and audio that cannot be read: the next is one with most of the rest. */
function everyMishap(plans: readonly Plan[]): Plan[] {
  const missing = new Set([...Object.keys(FAULTS), 'unreadable']);
  const chosen: Plan[] = [];
  while (missing.size > 0) {
    const news = (plan: Plan) => mishapsOf(plan).filter((name) => missing.has(name)).length;
    const best = plans.reduce((one, other) => (news(other) > news(one) ? other : one));
    if (news(best) === 0) throw new Error(`no job meets ${[...missing].join(', ')}`);
    for (const name of mishapsOf(best)) missing.delete(name);
    chosen.push(best);
  }
  return chosen;
}

function mishapsOf({ faults, script }: Plan): string[] {
  return [...faults.map(({ name }) => name), script.ending ?? 'done'];
}
