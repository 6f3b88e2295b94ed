import { expect } from 'vitest';
import type { FaultCase } from './lab.ts';

export const clientToken: FaultCase = {
  name: 'no spot capacity: on-demand is asked for with a token of its own, which EC2 takes',
  prove: async (lab) => {
    const job = await lab.submit({}, [
      { kind: 'pool', code: 'InsufficientInstanceCapacity', match: { market: 'spot' } },
    ]);
    const done = await lab.completed(job);
    expect(done.instance?.market).toBe('on-demand');
    const calls = lab.calls(job, 'CreateFleet');
    expect(calls.map(({ code }) => code)).toEqual(['', '']);
    expect(new Set(calls.map((call) => call.clientToken)).size).toBe(2);
  },
};
