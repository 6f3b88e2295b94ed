import { expect, test } from 'vitest';
import { isClean, report } from '../../chaos/report.ts';
import { run } from '../../chaos/run.ts';
import { schedule } from '../../chaos/schedule.ts';

test('twenty jobs with mishaps of all kinds: none lost, doubled, spoilt or left behind', async () => {
  const options = { seed: 1, jobs: 20, machines: 8 };
  const result = await run(schedule(options.seed, options.jobs), options);
  if (!isClean(result)) throw new Error(report(options, result));
  expect(result.outcomes).toHaveLength(20);
});
