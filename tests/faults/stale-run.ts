import { expect } from '@jest/globals';
import { isGroupAlive, signalGroup } from '../../local/process-group.ts';
import { programOf } from '../workflow/processes.ts';
import type { FaultCase, Lab, LabJob } from './lab.ts';

/** EC2 takes its time to end a machine; this one is awake again while the job is done already. */
const LINGER_MS = 25_000;

export const staleRun: FaultCase = {
  name: 'stale run: a frozen machine that wakes after the job is done overwrites nothing',
  prove: async (lab) => {
    const job = await submitLingering(lab);
    const group = lab.ec2.host.processGroup(lab.instances(job)[0]?.id ?? '') ?? NaN;
    signalGroup(group, 'SIGSTOP');
    await expectNothingOverwritten(lab, job, () => signalGroup(group, 'SIGCONT'));
  },
};

/** The harder one: its engine goes on and is done, so that there is nothing left to do but to write. */
export const staleAgent: FaultCase = {
  name: 'stale run: an agent that wakes with a finished transcript in its hands overwrites nothing',
  prove: async (lab) => {
    const job = await submitLingering(lab);
    const agent = await programOf(lab.cloud, job.jobId, 'agent');
    process.kill(agent, 'SIGSTOP');
    await expectNothingOverwritten(lab, job, () => process.kill(agent, 'SIGCONT'));
  },
};

async function submitLingering(lab: Lab): Promise<LabJob> {
  const job = await lab.submit({ windows: 20 }, [
    { kind: 'machine', prepare: (one) => (one.lingerMs = LINGER_MS), times: 1 },
  ]);
  await lab.until(job, 'processing', 1);
  return job;
}

async function expectNothingOverwritten(lab: Lab, job: LabJob, wake: () => void): Promise<void> {
  const [stale] = lab.instances(job);
  await lab.until(job, 'completed', 2);
  const written = await lab.documents(job);
  const view = await lab.cloud.client.job(job.jobId);
  expect(stale?.state).toBe('shutting-down');
  wake();
  // It ends by itself, and is not merely ended before it could write.
  await lab.cloud.until('the stale machine has ended its programs', job.jobId, () => {
    const group = lab.ec2.host.processGroup(stale?.id ?? '');
    return group !== undefined && !isGroupAlive(group);
  });
  expect(stale?.state).toBe('shutting-down');

  await lab.completed(job);
  expect(await lab.documents(job)).toEqual(written);
  expect(await lab.cloud.client.job(job.jobId)).toEqual(view);
}
