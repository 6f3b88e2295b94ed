import { expect } from 'vitest';
import type { FaultCase } from './lab.ts';

/** The last of them is refused for six seconds: longer than the SDK asks again within one launch. */
const JOBS = 4;
const LIMIT = { capacity: 1, perSecond: 0.5 };

export const throttleStorm: FaultCase = {
  name: 'throttle storm: jobs that come together get one instance each, and none fails',
  prove: async (lab) => {
    lab.ec2.faults.throttle({ ...LIMIT, actions: ['CreateFleet'] });
    const jobs = await Promise.all(Array.from({ length: JOBS }, () => lab.submit()));
    for (const job of jobs) {
      const done = await lab.completed(job);
      expect(done.attempt).toBe(1);
      expect(lab.instances(job)).toHaveLength(1);
    }
    const codes = jobs.flatMap((job) => lab.calls(job, 'CreateFleet').map(({ code }) => code));
    expect(codes.filter((code) => code === '')).toHaveLength(JOBS);
    expect(codes).toContain('RequestLimitExceeded');
  },
};
