import { expect } from 'vitest';
import type { FaultCase } from './lab.ts';

export const fleetErrorPlusInstance: FaultCase = {
  name: 'errors and an instance in one answer: the instance counts',
  prove: async (lab) => {
    const code = 'InsufficientInstanceCapacity';
    const job = await lab.submit({}, [
      { kind: 'pool', code, match: { type: 'g4dn.xlarge' } },
      { kind: 'pool', code, match: { zone: 'eu-north-1a' } },
    ]);
    const done = await lab.completed(job);
    expect(done).toMatchObject({ attempt: 1, instance: { market: 'spot', zone: 'eu-north-1b' } });
    expect(lab.instances(job)).toHaveLength(1);
    expect(lab.calls(job, 'CreateFleet')).toHaveLength(1);
  },
};
