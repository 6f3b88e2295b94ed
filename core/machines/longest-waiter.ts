/** Which of the jobs that wait for a machine tries again when one of the deployment has ended. */
import type { QueuedBecause } from '../job/job.ts';

export interface CapacityWaiter {
  jobId: string;
  owner: string;
  attempt: number;
  /** Ends the state WaitForCapacity. */
  waitToken: string;
  because: QueuedBecause;
}

/**
 * Jobs that the ended machine may make room for, the longest waiting first. One that its owner's share
 * holds back has room only if the machine was its owner's.
 * @param owner of the job whose machine ended; undefined: a machine of a pool
 */
export function longestFirst(
  waiting: readonly CapacityWaiter[],
  owner: string | undefined,
  now: Date,
): CapacityWaiter[] {
  return waiting
    .filter((job) => hasRoomNow(job, owner) && now.getTime() < Date.parse(job.because.retryAt))
    .sort((one, other) => one.because.since.localeCompare(other.because.since));
}

function hasRoomNow(job: CapacityWaiter, owner: string | undefined): boolean {
  const { code, isOwnShare } = job.because;
  if (code === 'NoCapacity') return true;
  return code === 'QuotaReached' && (isOwnShare !== true || job.owner === owner);
}
