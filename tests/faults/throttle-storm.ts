import { expect } from 'vitest';
import type { FaultCase } from './lab.ts';

const JOBS = 8;

export const throttleStorm: FaultCase = {
  name: 'throttle storm: jobs that come together get one instance each, and none fails',
  prove: async (lab) => {
    lab.ec2.faults.throttle({ capacity: 2, perSecond: 1, actions: ['CreateFleet'] });
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
