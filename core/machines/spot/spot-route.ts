/** Default route: one instance per attempt, launched for it and terminated after it. */
import { LEAST_SECONDS } from '../../costs/job-effort.ts';
import { currentTaskToken, type Job, type JobInstance } from '../../job/job.ts';
import { isFinal } from '../../job/job-status.ts';
import type { AfterLoss, MachineRoute, MachineUse } from '../route.ts';

export const spotRoute: MachineRoute = {
  because: ['A spot instance for each job is the only route of this deployment.'],
  serves: ({ attempt }, job) => job.attempt === attempt,
  needs: ({ id, attempt }, job) =>
    job !== undefined && !isFinal(job.status) && job.attempt === attempt && job.instance?.id === id,
  toTerminate,
  afterLoss,
  waitingToken: (job) => currentTaskToken(job) ?? job.waitToken,
  usesOf,
};

/** Between attempts, the instance that was just lost. */
function toTerminate({ instance, status, earlierInstances }: Job): string | undefined {
  const lost = status === 'launching' ? earlierInstances.at(-1) : undefined;
  return (instance ?? lost)?.id;
}

/** The lost pool is asked last; rounds restart with the attempt. */
function afterLoss({ instance, attempt, earlierInstances, lostPools }: Job, at: string): AfterLoss {
  if (!instance) return { launchRound: 0, earlierInstances, lostPools };
  const { type, zone } = instance;
  return {
    launchRound: 0,
    earlierInstances: [...earlierInstances, { ...ended(instance, at), attempt }],
    lostPools: [...lostPools, { type, zone }],
  };
}

/** EC2 reports the end later, when the job has another instance; the charge is about the same. */
function ended(instance: JobInstance, at: string): JobInstance {
  return instance.endedAt === undefined
    ? { ...instance, endedAt: at, isEndAssumed: true }
    : instance;
}

function usesOf(job: Job, now: Date): MachineUse[] {
  const instances = [...job.earlierInstances, ...(job.instance ? [job.instance] : [])];
  // For jobs older than the instances' own attempts: only their first one had no instance.
  const first = job.attempt - instances.length + (job.instance ? 1 : 0);
  return instances.map((instance, index) => ({
    instance,
    attempt: instance.attempt ?? (instance === job.instance ? job.attempt : first + index),
    ...chargedTime(instance, now),
    isPriceAssumed: instance.market === 'spot' && instance.priceFrom !== 'spot',
    hasEnded: instance.endedAt !== undefined,
  }));
}

/**
 * EC2 charges from `running` until shutdown, one minute at least. Without a `running` event, an
 * ended instance is charged from its launch.
 */
function chargedTime(instance: JobInstance, now: Date) {
  const { launchedAt, runningAt, endedAt, isEndAssumed = false } = instance;
  const from = runningAt ?? (endedAt === undefined ? undefined : launchedAt);
  const until = endedAt === undefined ? now.getTime() : Date.parse(endedAt);
  const ran = from === undefined ? 0 : (until - Date.parse(from)) / 1000;
  return {
    seconds: Math.max(LEAST_SECONDS, Math.ceil(ran)),
    isTimeAssumed: runningAt === undefined || isEndAssumed,
  };
}
