/**
 * Records EC2's events of a pool's machine. At its end every attempt that it has fails at once; when
 * it is gone, what it is charged for is divided among its jobs.
 */
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import type { PoolMachines } from '../../aws/dynamodb/pool-machines.ts';
import type { Workflow } from '../../aws/workflow.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import { JOB_ERRORS } from '../../base/job-errors.ts';
import { isFinal } from '../../job/job-status.ts';
import { isEnd, type InstanceChange } from '../../machines/instance-change.ts';
import { waitingToken } from '../../machines/job-machines.ts';
import type { PoolWork } from '../../machines/pool/pool-machine.ts';
import { divideIfGone } from './machine-shares.ts';
import { settleHolds, type Settlement } from './settle-holds.ts';

export interface PoolMachineChangedPorts extends Settlement {
  jobs: JobReader;
  machines: PoolMachines;
  workflow: Workflow;
}

/**
 * @returns false if no pool has such a machine
 * @throws SomeFailed
 */
export async function poolMachineChanged(
  id: string,
  change: { kind: InstanceChange; at: Date },
  using: PoolMachineChangedPorts,
): Promise<boolean> {
  if (!(await using.machines.find(id))) return false;
  const works = await using.machines.works(id);
  const open = works.filter(({ until }) => until === undefined);
  await using.machines.note(id, change, open);
  if (!isEnd(change.kind)) return true;
  await forEachSettled(
    open,
    ({ jobId }) => jobId,
    (work) => failAttempt(id, work, using),
  );
  await divideIfGone(id, using);
  await settleShares(works, using);
  return true;
}

/** As the event of EC2 that was lost, or is late. Does nothing for a machine whose end is recorded. */
export async function poolMachineGone(
  id: string,
  at: Date,
  using: PoolMachineChangedPorts,
): Promise<void> {
  const machine = await using.machines.find(id);
  if (!machine || machine.terminatedAt !== undefined) return;
  await poolMachineChanged(id, { kind: 'terminated', at }, using);
}

/** Settles the holds of jobs that have ended: their shares of the machine are known now. */
async function settleShares(
  works: readonly PoolWork[],
  using: PoolMachineChangedPorts,
): Promise<void> {
  await forEachSettled(
    [...new Set(works.map(({ jobId }) => jobId))],
    (jobId) => jobId,
    async (jobId) => {
      const job = await using.jobs.job(jobId);
      if (job) await settleHolds(job, using, { now: new Date() });
    },
  );
}

async function failAttempt(
  id: string,
  { jobId, attempt }: PoolWork,
  { jobs, workflow }: PoolMachineChangedPorts,
): Promise<void> {
  const job = await jobs.job(jobId);
  if (!job || isFinal(job.status) || job.attempt !== attempt || job.instance?.id !== id) return;
  const taskToken = waitingToken(job);
  if (taskToken === undefined) return;
  await workflow.fail(taskToken, 'InstanceLost', JOB_ERRORS.InstanceLost.message);
}
