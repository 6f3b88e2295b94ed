/** All that chaos knows to do to a job, by the names that its report has. */
import { StartExecutionCommand, ExecutionAlreadyExists } from '@aws-sdk/client-sfn';
import { setTimeout as sleep } from 'node:timers/promises';
import { storedAudio } from '../core/job/job.ts';
import { slowDisk } from '../local/ec2/slow-disk.ts';
import { REASONS } from '../local/ec2/instance.ts';
import { signalGroup } from '../computer/process-group.ts';
import { ec2Fault, lateMachineFault, machineFault, type Disturbance } from './disturbance.ts';
import { signalProgram } from './programs.ts';
import type { World } from './world.ts';

/** Three types in three zones: as many errors has a fleet that finds nothing in one market. */
const POOLS = 9;
const CAPACITY = 'InsufficientInstanceCapacity';
/** More than the SDK repeats by itself within one launch. */
const SDK_TRIES = 5;

/** A job is queued within a second of its upload. */
const QUEUED_MS = 30_000;

/** What a frozen machine needs to be given up, and then some. */
const THAW_MS = 45_000;

const CALLS: Record<string, Disturbance> = {
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

const MESSAGES: Record<string, Disturbance> = {
  'duplicate message': {
    afterUpload: async ({ world, jobId }) => {
      const job = await world.jobs.job(jobId);
      const event = { detail: { object: { key: job && storedAudio(job).key } } };
      await Promise.all([1, 2].map(() => world.invoke('audioUploaded', event)));
    },
  },
  'duplicate workflow start': {
    afterUpload: async ({ world, jobId }) => {
      const isQueued = async () => (await world.jobs.job(jobId))?.status !== 'awaiting_upload';
      for (const end = Date.now() + QUEUED_MS; !(await isQueued()) && Date.now() < end;) {
        await sleep(50);
      }
      await Promise.all([1, 2, 3].map(() => startAgain(world, jobId)));
    },
  },
  'lost instance events': ec2Fault(() => ({ kind: 'lost-event', times: 6 })),
};

const MACHINES: Record<string, Disturbance> = {
  'spot notice': lost(
    lateMachineFault(({ id }, { world, moment }) => world.ec2.host.interrupt(id, moment * 6000)),
  ),
  'interruption without notice': lost(
    lateMachineFault(({ id }, { world }) => world.ec2.host.terminate(id, REASONS.spot)),
  ),
  'dead on arrival': lost(
    machineFault(({ id }, { world }) => setImmediate(() => world.ec2.host.terminate(id))),
  ),
  'never boots': lost(
    ec2Fault(() => ({
      kind: 'machine',
      times: 1,
      specify: (asked) => ({ ...asked, userData: '' }),
    })),
  ),
  'frozen machine': lost(
    lateMachineFault(({ id }, { world }) => {
      const group = world.ec2.host.processGroup(id);
      if (group === undefined) return;
      signalGroup(group, 'SIGSTOP');
      setTimeout(() => signalGroup(group, 'SIGCONT'), THAW_MS).unref();
    }),
  ),
  'stopped engine': lost(
    lateMachineFault(({ id }, { world }) =>
      signalProgram(world, { id, program: 'engine', signal: 'SIGSTOP' }),
    ),
  ),
  'killed engine': lost(
    lateMachineFault(({ id }, { world }) =>
      signalProgram(world, { id, program: 'engine', signal: 'SIGKILL' }),
    ),
  ),
  'killed agent': lost(
    lateMachineFault(({ id }, { world }) =>
      signalProgram(world, { id, program: 'agent', signal: 'SIGKILL' }),
    ),
  ),
  'slow disk': machineFault((instance) => slowDisk(instance, 0.7)),
};

export const DISTURBANCES: Readonly<Record<string, Disturbance>> = {
  ...CALLS,
  ...MESSAGES,
  ...MACHINES,
};

function lost(disturbance: Disturbance): Disturbance {
  return { ...disturbance, losesAttempt: true };
}

async function startAgain(world: World, jobId: string): Promise<void> {
  const stateMachineArn = world.output('JobStateMachineArn');
  const input = JSON.stringify({ jobId });
  try {
    await world.workflows.send(new StartExecutionCommand({ stateMachineArn, name: jobId, input }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}
