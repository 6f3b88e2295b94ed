import { expect } from 'vitest';
import { REAP_AFTER } from '../../core/machines/orphans.ts';
import { launchByHand } from '../support/unplanned-instance.ts';
import { invokeRound } from '../support/invoke.ts';
import type { FaultCase } from './lab.ts';

/** Minutes from now: past the grace of a new machine, and a round later. */
const [FIRST, SECOND] = [16, 21];

export const zombieInstance: FaultCase = {
  name: 'zombie instance: a machine that lives on after its job is marked, and gone a round later',
  prove: async (lab) => {
    const job = await lab.done();
    const zombie = await launchByHand(lab.cloud, { JobId: job.jobId, Attempt: '1' });

    await invokeRound(lab.cloud, 'reap', FIRST);
    expect(zombie.state).toBe('running');
    expect(zombie.tags).toHaveProperty(REAP_AFTER);

    await invokeRound(lab.cloud, 'reap', SECOND);
    await lab.cloud.until('it is gone', job.jobId, () => lab.cloud.remains(job.jobId).length === 0);
    await lab.completed(job);
  },
};
