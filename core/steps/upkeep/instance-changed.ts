/**
 * Records EC2's events of an instance. If its job still waits for an instance that is ending, the
 * attempt fails at once instead of after a missed heartbeat. When it is gone, the job that waits longest
 * for an instance tries again.
 */
import type { InstanceStore, LaunchedInstance } from '../../aws/dynamodb/instance-store.ts';
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import type { MachineSeats } from '../../aws/dynamodb/machine-seats.ts';
import type { Workflow } from '../../aws/workflow.ts';
import { isEnd, type InstanceChange } from '../../machines/instance-change.ts';
import { JOB_ERRORS } from '../../base/job-errors.ts';
import { currentTaskToken, type Job } from '../../job/job.ts';
import { serves } from '../../machines/job-machines.ts';
import { isFinal } from '../../job/job-status.ts';
import { settleHolds } from './settle-holds.ts';
import { wakeWaiter, type WakeWaiterPorts } from './wake-waiter.ts';
import { poolMachineChanged, type PoolMachineChangedPorts } from './pool-machine-changed.ts';

interface InstanceChangedPorts extends PoolMachineChangedPorts, WakeWaiterPorts {
  jobs: JobReader;
  launched: InstanceStore;
  workflow: Workflow;
  seats: Pick<MachineSeats, 'release'>;
}

/**
 * Events come for every instance of the account, and cannot be filtered by tag. One of an instance
 * that is not in the table is kept for an hour: it may be ours, if Launch has not recorded it yet.
 *
 * Recorded first: if the attempt's task token is not stored yet, AwaitTranscript then refuses to
 * begin.
 */
export async function instanceChanged(
  instanceId: string,
  change: { kind: InstanceChange; at: Date },
  using: InstanceChangedPorts,
): Promise<void> {
  const launched = await using.launched.find(instanceId);
  if (!launched && (await poolMachineChanged(instanceId, change, using))) {
    if (change.kind === 'terminated') await wakeWaiter(undefined, using);
    return;
  }
  const instance = launched ?? (await recordedMeanwhile(instanceId, change, using.launched));
  if (!instance) return;
  await using.launched.note(instance, change);
  if (!isEnd(change.kind)) return;
  const job = await using.jobs.job(instance.jobId);
  if (!job) return;
  await tellWhoWaits(job, instance, using);
  await settleHolds(job, using, { now: new Date() });
  // Machines that shut down still count for EC2's quotas.
  if (change.kind !== 'terminated') return;
  await using.seats.release({ ...job, attempt: instance.attempt });
  await wakeWaiter(job.owner, using);
}

/** @returns undefined if there is still no record; the event is kept then */
async function recordedMeanwhile(
  instanceId: string,
  change: { kind: InstanceChange; at: Date },
  launched: InstanceStore,
): Promise<LaunchedInstance | undefined> {
  return (await launched.keepEarly(instanceId, change)) ? undefined : launched.find(instanceId);
}

async function tellWhoWaits(
  job: Job,
  instance: LaunchedInstance,
  using: InstanceChangedPorts,
): Promise<void> {
  if (isFinal(job.status) || !serves(instance, job)) return;
  const taskToken = currentTaskToken(job);
  if (taskToken === undefined) return;
  await using.workflow.fail(taskToken, 'InstanceLost', JOB_ERRORS.InstanceLost.message);
}
