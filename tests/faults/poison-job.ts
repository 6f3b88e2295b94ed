import { expect } from 'vitest';
import { MAX_ATTEMPTS, type FaultCase } from './lab.ts';

/** The jobs beside it expect one attempt of themselves: none of them is given up with it. */
export const poisonJob: FaultCase = {
  name: 'poison job: given up after its attempts, and the others go on',
  prove: async (lab) => {
    const poison = await lab.submit({ ending: 'crash', atWindow: 1 });
    const { error, attempt } = await lab.failed(poison);
    expect(error).toMatchObject({ code: 'AttemptsExhausted', attempt: MAX_ATTEMPTS });
    expect(error?.message).toContain('EngineCrashed');
    expect(attempt).toBe(MAX_ATTEMPTS);
    expect(lab.instances(poison)).toHaveLength(MAX_ATTEMPTS);
  },
};
