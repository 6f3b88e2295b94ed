import { expect } from 'vitest';
import { REASONS } from '../../local/ec2/instance.ts';
import type { FaultCase } from './lab.ts';

/** Longer than a slow computer takes to ask for the next machine. */
const LINGER_MS = 15_000;

export const quotaWhileTerminating: FaultCase = {
  name: 'quota reached while the old machine terminates: the next attempt waits for it',
  prove: async (lab) => {
    lab.ec2.faults.quota = 1;
    const job = await lab.submit({ windows: 20 }, [
      { kind: 'machine', times: 1, prepare: (instance) => (instance.lingerMs = LINGER_MS) },
      // On-demand has a quota of its own; without it there is only waiting.
      { kind: 'pool', code: 'VcpuLimitExceeded', match: { market: 'on-demand' } },
    ]);
    const old = await lab.atWork(job);
    lab.ec2.host.terminate(old.id, REASONS.spot);
    const because = await lab.cloud.until('the job waits and says why', job.jobId, async () => {
      const { status, queuedBecause } = await lab.cloud.client.job(job.jobId);
      return status === 'queued' && queuedBecause;
    });
    expect(because.code).toBe('QuotaReached');
    const done = await lab.completed(job);
    expect(done).toMatchObject({ attempt: 2, instance: { market: 'spot' } });
    expect(lab.instances(job)).toHaveLength(2);
  },
};
