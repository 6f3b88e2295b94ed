import { expect } from 'vitest';
import { REAP_AFTER } from '../../core/machines/orphans.ts';
import { gate } from '../support/gate.ts';
import { invokeRound } from '../support/invoke.ts';
import type { FaultCase } from './lab.ts';

/** Minutes from now: past the grace of a new machine, and a round later. */
const [FIRST, SECOND] = [16, 21];

export const reaperAndBusyMachine: FaultCase = {
  name: 'reaper: leaves a busy and a just started machine alone, however often it comes round',
  prove: async (lab) => {
    const { file: untilFile, open } = gate();
    const busy = await lab.submit({ windows: 40, untilFile });
    await lab.atWork(busy);
    const started = await lab.submit({ windows: 20, untilFile });
    await lab.instance(started);
    await invokeRound(lab.cloud, 'reap');
    await invokeRound(lab.cloud, 'reap');

    await lab.atWork(started);
    await invokeRound(lab.cloud, 'reap', FIRST);
    await invokeRound(lab.cloud, 'reap', SECOND);
    open();
    for (const job of [busy, started]) {
      expect(lab.instances(job)[0]?.tags).not.toHaveProperty(REAP_AFTER);
      expect((await lab.completed(job)).attempt).toBe(1);
      expect(lab.instances(job)).toHaveLength(1);
    }
  },
};
