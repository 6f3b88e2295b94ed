import { expect } from 'vitest';
import { SlowNetwork } from '../../local/ec2/slow-network.ts';
import type { FaultCase } from './lab.ts';

export const fleetErrorThenSlowNetwork: FaultCase = {
  name: 'errors and an instance in one answer: the instance counts; its network is a trickle with connections that break: no reason to give up',
  prove: async (lab) => {
    const network = await SlowNetwork.start({ bytesPerSecond: 8000, cuts: 3 });
    try {
      const { environment } = network;
      const code = 'InsufficientInstanceCapacity';
      const job = await lab.submit({}, [
        { kind: 'pool', code, match: { type: 'g4dn.xlarge' } },
        { kind: 'pool', code, match: { zone: 'eu-north-1a' } },
        { kind: 'machine', times: 1, prepare: (instance) => (instance.environment = environment) },
      ]);
      const done = await lab.completed(job);
      expect(done).toMatchObject({ attempt: 1, instance: { market: 'spot', zone: 'eu-north-1b' } });
      expect(lab.instances(job)).toHaveLength(1);
      expect(lab.calls(job, 'CreateFleet')).toHaveLength(1);
      expect(network.connections).toBeGreaterThan(3);
    } finally {
      await network.stop();
    }
  },
};
