/**
 * What a job's machines mean for it: claims, the reaper, cancellations and the steps of an attempt ask
 * here. An instance without a pool was launched for one attempt and ends with it; a pool's machine
 * takes other jobs before and after.
 */
import { currentTaskToken, type Job, type JobInstance } from '../job/job.ts';
import { isFinal } from '../job/job-status.ts';
import type { LiveInstance } from './live-instance.ts';

/** Whether an instance launched for `attempt` may claim the job, and whether its end ends the attempt. */
export function serves({ attempt }: { attempt: number }, job: Job): boolean {
  return job.attempt === attempt;
}

/** Whether an instance with a job's tag must keep running, whatever its age; the reaper ends all others. */
export function isNeeded({ id, attempt }: LiveInstance, job: Job | undefined): boolean {
  return (
    job !== undefined && !isFinal(job.status) && job.attempt === attempt && job.instance?.id === id
  );
}

/** Launched for the attempt: neither a pool's machine nor an endpoint's. */
function isOwn({ pool, market }: JobInstance): boolean {
  return pool === undefined && market !== 'sagemaker';
}

/** Instance that the workflow terminates after this attempt. Between attempts, the one that was just lost. */
export function toTerminate({ instance, status, earlierInstances }: Job): string | undefined {
  const lost = status === 'launching' ? earlierInstances.at(-1) : undefined;
  const last = instance ?? lost;
  return last && isOwn(last) ? last.id : undefined;
}

/** Job fields for the next attempt after a lost machine. */
export type AfterLoss = Pick<Job, 'earlierInstances' | 'lostPools' | 'launchRound'>;

/**
 * The lost capacity pool is asked last; rounds restart with the attempt.
 * @param at end of the attempt (ISO 8601)
 */
export function afterLoss(
  { instance, attempt, earlierInstances, lostPools }: Job,
  at: string,
): AfterLoss {
  if (!instance) return { launchRound: 0, earlierInstances, lostPools };
  const { type, zone } = instance;
  return {
    launchRound: 0,
    earlierInstances: [...earlierInstances, { ...ended(instance, at), attempt }],
    lostPools: isOutsideEc2(instance) ? lostPools : [...lostPools, { type, zone }],
  };
}

/** It has no capacity pool of EC2. */
function isOutsideEc2({ market }: JobInstance): boolean {
  return market === 'own' || market === 'sagemaker';
}

/** EC2 reports the end later, when the job has another instance; the charge is about the same. */
function ended(instance: JobInstance, at: string): JobInstance {
  return instance.endedAt === undefined
    ? { ...instance, endedAt: at, isEndAssumed: true }
    : instance;
}

/** Task token that the job's execution waits for now, if the table has it: an offer's is in its queue. */
export function waitingToken(job: Job): string | undefined {
  return currentTaskToken(job) ?? job.waitToken;
}
