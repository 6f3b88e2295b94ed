/** All faults that chaos can inject, by their names in the report. */
import { StartExecutionCommand, ExecutionAlreadyExists } from '@aws-sdk/client-sfn';
import { setTimeout as sleep } from 'node:timers/promises';
import { storedAudio } from '../core/job/job.ts';
import { slowDisk } from '../local/ec2/slow-disk.ts';
import { REASONS } from '../local/ec2/instance.ts';
import { signalGroup } from '../computer/process-group.ts';
import { ec2Fault, lateMachineFault, machineFault, type JobFault } from './fault.ts';
import { killFunctions, signalProgram } from './programs.ts';
import type { ChaosHarness } from './harness.ts';

/** Three types in three zones: the errors of a fleet that finds no capacity in one market. */
const POOLS = 9;
const CAPACITY = 'InsufficientInstanceCapacity';
/** More than the SDK's own retries within one launch. */
const SDK_TRIES = 5;

/** A job is queued within a second of its upload. */
const QUEUED_MS = 30_000;

/** What a job's workflow, its events and its machine call; not the API, whose callers see the error. */
const FUNCTIONS = [
  ...['launch', 'claim', 'settle', 'notify', 'deliver'],
  ...['audioUploaded', 'instanceChanged', 'executionOver'],
];
/** Through the life of a machine. */
const KILLS = 10;
const KILL_EVERY_MS = 500;

/** Longer than it takes to give up a frozen machine. */
const THAW_MS = 45_000;

const CALLS: Record<string, JobFault> = {
  'throttled launches': ec2Fault(() => ({
    kind: 'refuse',
    action: 'CreateFleet',
    code: 'RequestLimitExceeded',
    times: SDK_TRIES + 1,
  })),
  'no spot capacity': ec2Fault(() => ({
    kind: 'pool',
    code: CAPACITY,
    match: { market: 'spot' },
    times: POOLS,
  })),
  'no capacity at all, twice': ec2Fault(() => ({
    kind: 'pool',
    code: CAPACITY,
    times: 4 * POOLS,
  })),
  'quota reached': ec2Fault(() => ({
    kind: 'pool',
    code: 'MaxSpotInstanceCountExceeded',
    times: 2 * POOLS,
  })),
  'fleet error plus instance': ec2Fault(() => ({
    kind: 'pool',
    code: CAPACITY,
    match: { type: 'g4dn.xlarge' },
    times: 3,
  })),
  'lost answer': ec2Fault(() => ({ kind: 'lost-answer', action: 'CreateFleet', times: 1 })),
  'slow answer': ec2Fault(() => ({ kind: 'slow', action: 'CreateFleet', ms: 2500, times: 1 })),
  'refused terminations': ec2Fault(() => ({
    kind: 'refuse',
    action: 'TerminateInstances',
    code: 'InternalError',
    times: 3,
  })),
  'unknown for seconds': machineFault((instance) => (instance.unseenMs = 4000)),
  'slow end': machineFault((instance) => (instance.lingerMs = 4000)),
};

const MESSAGES: Record<string, JobFault> = {
  'duplicate message': {
    afterUpload: async ({ harness, jobId }) => {
      const job = await harness.jobs.job(jobId);
      const event = { detail: { object: { key: job && storedAudio(job).key } } };
      await Promise.all([1, 2].map(() => harness.invoke('audioUploaded', event)));
    },
  },
  'duplicate workflow start': {
    afterUpload: async ({ harness, jobId }) => {
      const isQueued = async () => (await harness.jobs.job(jobId))?.status !== 'awaiting_upload';
      for (const end = Date.now() + QUEUED_MS; !(await isQueued()) && Date.now() < end;) {
        await sleep(50);
      }
      await Promise.all([1, 2, 3].map(() => startAgain(harness, jobId)));
    },
  },
  'killed functions': ec2Fault(({ harness }) => ({
    kind: 'machine',
    times: 1,
    prepare: () => {
      for (let n = 0; n < KILLS; n++) {
        setTimeout(() => killFunctions(harness, FUNCTIONS), n * KILL_EVERY_MS).unref();
      }
    },
  })),
  'lost instance events': ec2Fault(() => ({ kind: 'lost-event', times: 6 })),
};

const MACHINES: Record<string, JobFault> = {
  'spot notice': lost(
    lateMachineFault(({ id }, { harness, moment }) =>
      harness.ec2.host.interrupt(id, moment * 6000),
    ),
  ),
  'interruption without notice': lost(
    lateMachineFault(({ id }, { harness }) => harness.ec2.host.terminate(id, REASONS.spot)),
  ),
  'dead on arrival': lost(
    machineFault(({ id }, { harness }) => setImmediate(() => harness.ec2.host.terminate(id))),
  ),
  'never boots': lost(
    ec2Fault(() => ({
      kind: 'machine',
      times: 1,
      specify: (asked) => ({ ...asked, userData: '' }),
    })),
  ),
  'frozen machine': lost(
    lateMachineFault(({ id }, { harness }) => {
      const group = harness.ec2.host.processGroup(id);
      if (group === undefined) return;
      signalGroup(group, 'SIGSTOP');
      setTimeout(() => signalGroup(group, 'SIGCONT'), THAW_MS).unref();
    }),
  ),
  'stopped engine': lost(
    lateMachineFault(({ id }, { harness }) =>
      signalProgram(harness, { id, program: 'engine', signal: 'SIGSTOP' }),
    ),
  ),
  'killed engine': lost(
    lateMachineFault(({ id }, { harness }) =>
      signalProgram(harness, { id, program: 'engine', signal: 'SIGKILL' }),
    ),
  ),
  'killed agent': lost(
    lateMachineFault(({ id }, { harness }) =>
      signalProgram(harness, { id, program: 'agent', signal: 'SIGKILL' }),
    ),
  ),
  'slow disk': machineFault((instance) => slowDisk(instance, 0.7)),
};

export const FAULTS: Readonly<Record<string, JobFault>> = {
  ...CALLS,
  ...MESSAGES,
  ...MACHINES,
};

function lost(fault: JobFault): JobFault {
  return { ...fault, losesAttempt: true };
}

async function startAgain(harness: ChaosHarness, jobId: string): Promise<void> {
  const stateMachineArn = harness.output('JobStateMachineArn');
  const input = JSON.stringify({ jobId });
  try {
    await harness.workflows.send(
      new StartExecutionCommand({ stateMachineArn, name: jobId, input }),
    );
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}
