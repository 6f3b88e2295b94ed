import { expect } from 'vitest';
import type { Script } from '../../chaos/script.ts';
import { isGroupAlive, signalGroup } from '../../computer/process-group.ts';
import type { JobView } from '../../core/view/job-view.ts';
import { programOf } from '../support/processes.ts';
import { TRANSCRIPT_FORMATS } from '../../core/transcript/transcript.ts';
import { HeldUploads } from './held-uploads.ts';
import type { FaultCase, Lab, LabJob } from './lab.ts';

/** EC2 takes its time to end a machine; this one is awake again while the job is done already. */
const LINGER_MS = 40_000;
const DOCUMENTS = TRANSCRIPT_FORMATS.length;

export const staleRun: FaultCase = {
  name: 'stale run: a frozen machine that wakes after the job is done overwrites nothing',
  prove: async (lab) => {
    const job = await submitLingering(lab);
    const group = lab.ec2.host.processGroup(lab.instances(job)[0]?.id ?? '') ?? NaN;
    signalGroup(group, 'SIGSTOP');
    await expectNothingOverwritten(lab, job, () => signalGroup(group, 'SIGCONT'));
  },
};

/** Its engine goes on and is done, so that there is nothing left to do but to write. */
export const staleAgent: FaultCase = {
  name: 'stale run: an agent that wakes with a finished transcript in its hands overwrites nothing',
  prove: async (lab) => {
    // Long enough to be frozen in the middle; told in so few bytes that the pipe holds them.
    const job = await submitLingering(lab, { windows: 60, paceSeconds: 0.15 });
    const agent = await programOf(lab.cloud, job.jobId, 'agent');
    process.kill(agent, 'SIGSTOP');
    await expectNothingOverwritten(lab, job, () => process.kill(agent, 'SIGCONT'));
    expect(await lab.givenUpFor(job)).toEqual(['HeartbeatLost']);
  },
};

/** The latest: nothing on the machine can keep back what has left it, and its form is good for minutes. */
export const lateUpload: FaultCase = {
  name: 'stale run: a transcript that arrives when a later attempt has done the job overwrites nothing',
  prove: async (lab) => {
    const held = await HeldUploads.start('/transcript.');
    try {
      const { environment } = held;
      const job = await lab.submit({}, [
        { kind: 'machine', times: 1, prepare: (instance) => (instance.environment = environment) },
      ]);
      await lab.cloud.until('its documents are held', job.jobId, () => held.count >= DOCUMENTS);
      process.kill(await programOf(lab.cloud, job.jobId, 'agent'), 'SIGSTOP');
      await lab.silent(job);
      await lab.completedAgain(job);
      const written = await lab.documents(job);
      expect(written).toHaveLength(DOCUMENTS);
      // S3 takes them all.
      expect(new Set(await held.deliver())).toEqual(new Set([204]));

      await lab.completed(job);
      expect(await lab.documents(job)).toEqual(written);
    } finally {
      await held.stop();
    }
  },
};

async function submitLingering(lab: Lab, script: Partial<Script> = {}): Promise<LabJob> {
  const job = await lab.submit({ windows: 20, ...script }, [
    { kind: 'machine', prepare: (one) => (one.lingerMs = LINGER_MS), times: 1 },
  ]);
  await lab.atWork(job);
  return job;
}

async function expectNothingOverwritten(lab: Lab, job: LabJob, wake: () => void): Promise<void> {
  const [stale] = lab.instances(job);
  await lab.silent(job);
  await lab.completedAgain(job);
  const written = await lab.documents(job);
  const view = await viewOf(lab, job);
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
  expect(await viewOf(lab, job)).toEqual(view);
}

/** Without the receipt, which goes on until EC2 has told of the ends of all machines. */
async function viewOf({ cloud }: Lab, { jobId }: LabJob): Promise<Omit<JobView, 'receipt'>> {
  const { receipt: _, ...view } = await cloud.client.job(jobId);
  return view;
}
