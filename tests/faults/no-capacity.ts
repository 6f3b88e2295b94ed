import { expect } from 'vitest';
import type { FaultCase } from './lab.ts';

/** Three types in three zones, spot and on-demand: as many errors has one round that finds nothing. */
const A_ROUND = 18;

export const noCapacity: FaultCase = {
  name: 'no capacity anywhere: the job waits in `queued`, says why, and goes on by itself',
  prove: async (lab) => {
    const job = await lab.submit({}, [
      { kind: 'pool', code: 'InsufficientInstanceCapacity', times: 2 * A_ROUND },
    ]);
    // Before that it may wait for its turn to ask EC2: other jobs are launched beside it.
    await lab.cloud.until('the job waits for capacity', job.jobId, async () => {
      const { status, queuedBecause } = await lab.cloud.client.job(job.jobId);
      return status === 'queued' && queuedBecause?.code === 'NoCapacity';
    });
    const done = await lab.completed(job);
    expect(done.attempt).toBe(1);
    expect(done.queuedBecause).toBeUndefined();
    expect(lab.instances(job)).toHaveLength(1);
  },
};
