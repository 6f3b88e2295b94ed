import { expect } from 'vitest';
import { programOf } from '../support/processes.ts';
import type { FaultCase } from './lab.ts';

export const stoppedHeartbeat: FaultCase = {
  name: 'stopped heartbeat with a live process: given up, ended, and done by another machine',
  prove: async (lab) => {
    const job = await lab.submit({ windows: 30 });
    await lab.atWork(job);
    process.kill(await programOf(lab.cloud, job.jobId, 'engine'), 'SIGSTOP');
    await lab.silent(job);
    const done = await lab.completed(job);
    expect(done.attempt).toBe(2);
    expect(lab.instances(job)).toHaveLength(2);
    expect(await lab.givenUpFor(job)).toEqual(['HeartbeatLost']);
  },
};

export const neverBoots: FaultCase = {
  name: 'an instance that never boots: given up, ended, and another one does the job',
  prove: async (lab) => {
    const job = await lab.submit({}, [
      { kind: 'machine', times: 1, specify: (asked) => ({ ...asked, userData: '' }) },
    ]);
    await lab.launched(job);
    await lab.silent(job);
    const done = await lab.completed(job);
    expect(done.attempt).toBe(2);
    expect(lab.instances(job)).toHaveLength(2);
    expect(await lab.givenUpFor(job)).toEqual(['BootTimeout']);
  },
};
