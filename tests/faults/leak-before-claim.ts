import { expect } from 'vitest';
import type { FaultCase } from './lab.ts';

/** As often as the SDK asks within one launch. */
const EVERY_ANSWER = 5;

export const leakBeforeClaim: FaultCase = {
  name: 'a leak before the agent registers: an instance whose launch nobody heard of is not left behind',
  prove: async (lab) => {
    const job = await lab.submit({}, [
      { kind: 'lost-answer', action: 'CreateFleet', times: EVERY_ANSWER },
      { kind: 'machine', times: 1, specify: (asked) => ({ ...asked, userData: '' }) },
    ]);
    await lab.launched(job);
    await lab.silent(job);
    await lab.completed(job);
    const [leaked] = lab.instances(job);
    expect(leaked?.state).toBe('terminated');
  },
};
