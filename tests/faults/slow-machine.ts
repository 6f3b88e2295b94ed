import { expect } from 'vitest';
import { slowDisk } from '../../local/ec2/slow-disk.ts';
import { SlowNetwork } from '../../local/ec2/slow-network.ts';
import type { FaultCase } from './lab.ts';

/** Without the fault, the stub engine is there in a fraction of it. */
const LATE_SECONDS = 2;

export const slowDiskCase: FaultCase = {
  name: 'slow disk: a machine whose programs come late does its job all the same',
  prove: async (lab) => {
    const job = await lab.submit({}, [
      { kind: 'machine', times: 1, prepare: (instance) => slowDisk(instance, LATE_SECONDS) },
    ]);
    const done = await lab.completed(job);
    expect(done.attempt).toBe(1);
    expect(lab.instances(job)).toHaveLength(1);
    // From the agent's first moment to the engine's first word: the engine came late.
    expect(done.timings['modelSeconds']).toBeGreaterThanOrEqual(LATE_SECONDS);
  },
};

export const slowNetworkCase: FaultCase = {
  name: 'slow network: a trickle with connections that break is no reason to give up',
  prove: async (lab) => {
    const network = await SlowNetwork.start({ bytesPerSecond: 8000, cuts: 3 });
    try {
      const { environment } = network;
      const job = await lab.submit({}, [
        { kind: 'machine', times: 1, prepare: (instance) => (instance.environment = environment) },
      ]);
      const done = await lab.completed(job);
      expect(done.attempt).toBe(1);
      expect(network.connections).toBeGreaterThan(3);
    } finally {
      await network.stop();
    }
  },
};
