import { expect } from 'vitest';
import { REASONS, type Instance } from '../../local/ec2/instance.ts';
import type { FaultCase, Lab } from './lab.ts';

/** Seconds after the launch: before it runs, while it boots, claims, works, and when it is done. */
const SECONDS = [0, 0.4, 0.8, 1.2, 1.6, 2, 3, 4, 5];

export const interruption: FaultCase = {
  name: 'interruption at any second, with a notice or without: the job is done, whole, on a next machine',
  prove: async (lab) => {
    const jobs = await Promise.all(
      SECONDS.map((seconds, index) =>
        lab.submit({ windows: 10, paceSeconds: 0.2 }, [
          {
            kind: 'machine',
            times: 1,
            prepare: (instance) => {
              setTimeout(() => takeBack(lab, instance, index % 2 === 0), seconds * 1000);
            },
          },
        ]),
      ),
    );
    for (const job of jobs) {
      const done = await lab.completed(job);
      expect(done.attempt).toBeLessThanOrEqual(2);
      expect(lab.instances(job)).toHaveLength(done.attempt);
    }
  },
};

function takeBack({ ec2 }: Lab, { id }: Instance, withNotice: boolean): void {
  if (withNotice) ec2.host.interrupt(id, 2000);
  else ec2.host.terminate(id, REASONS.spot);
}
