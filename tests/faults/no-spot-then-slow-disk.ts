import { expect } from 'vitest';
import { slowDisk } from '../../local/ec2/slow-disk.ts';
import type { FaultCase } from './lab.ts';

/** Without the fault, the stub engine is there in a fraction of it. */
const LATE_SECONDS = 2;

export const noSpotThenSlowDisk: FaultCase = {
  name: 'no spot capacity: on-demand is asked for with a token of its own, which EC2 takes; then a slow disk: a machine whose programs come late does its job all the same',
  prove: async (lab) => {
    const job = await lab.submit({}, [
      { kind: 'pool', code: 'InsufficientInstanceCapacity', match: { market: 'spot' } },
      { kind: 'machine', times: 1, prepare: (instance) => slowDisk(instance, LATE_SECONDS) },
    ]);
    const done = await lab.completed(job);
    expect(done.instance?.market).toBe('on-demand');
    const calls = lab.calls(job, 'CreateFleet');
    expect(calls.map(({ code }) => code)).toEqual(['', '']);
    expect(new Set(calls.map((call) => call.clientToken)).size).toBe(2);

    expect(done.attempt).toBe(1);
    expect(lab.instances(job)).toHaveLength(1);
    // From the agent's first moment to the engine's first word: the engine came late.
    expect(done.timings['modelSeconds']).toBeGreaterThanOrEqual(LATE_SECONDS);
  },
};
