import { expect } from 'vitest';
import { MAX_ATTEMPTS, type FaultCase } from './lab.ts';

export const poisonJob: FaultCase = {
  name: 'poison job: given up after its attempts, and the others go on',
  prove: async (lab) => {
    const poison = await lab.submit({ ending: 'crash', atWindow: 1 });
    const others = await Promise.all([lab.submit(), lab.submit()]);
    for (const job of others) expect((await lab.completed(job)).attempt).toBe(1);
    const { error, attempt } = await lab.failed(poison);
    expect(error).toMatchObject({ code: 'AttemptsExhausted', attempt: MAX_ATTEMPTS });
    expect(error?.message).toContain('EngineCrashed');
    expect(attempt).toBe(MAX_ATTEMPTS);
    expect(lab.instances(poison)).toHaveLength(MAX_ATTEMPTS);
  },
};
