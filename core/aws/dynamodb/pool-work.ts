/** Writes that end a job's dealings with a pool, for the transaction that moves the job. */
import type { Job } from '../../job/job.ts';
import { poolWorkKey, waitingKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';
import type { Writes } from './transact.ts';
import { updateOf } from './update-expression.ts';

type Table = Pick<JobsTable, 'name'>;

/** The attempt on a pool's machine ends; none for an instance of the job's own. */
export function workEnds(
  { jobId, attempt, instance }: Job,
  at: string,
  { name: TableName }: Table,
): Writes {
  if (instance?.pool === undefined) return [];
  const Key = poolWorkKey(instance.id, { jobId, attempt });
  return [{ Update: { TableName, Key, ...updateOf({ until: at }) } }];
}

/** A machine that had taken the attempt, and did not accept it, pays for no part of it. */
export function neverBegun(
  { jobId, attempt, instance }: Job,
  machineId: string,
  { name: TableName }: Table,
): Writes {
  if (instance?.pool === undefined || instance.id === machineId) return [];
  return [{ Delete: { TableName, Key: poolWorkKey(instance.id, { jobId, attempt }) } }];
}

/** No drainer is to begin the job any more. */
export function waitsNoLonger({ jobId }: Pick<Job, 'jobId'>, { name: TableName }: Table): Writes {
  return [{ Delete: { TableName, Key: waitingKey(jobId) } }];
}
