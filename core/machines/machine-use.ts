/** For how many seconds of its machines a job is charged. */
import { LEAST_SECONDS } from '../costs/job-effort.ts';
import type { Job, JobInstance } from '../job/job.ts';
import { invocationTime } from '../costs/invocation-seconds.ts';
import { mlPrice } from '../costs/ml-prices.ts';

/** One job's use of a machine. */
export interface MachineUse {
  instance: JobInstance;
  attempt: number;
  /** Charged seconds. */
  seconds: number;
  /** The seconds are estimated: AWS has not confirmed both ends. */
  isTimeAssumed: boolean;
  /** The recorded price is used instead of the price at launch. */
  isPriceAssumed: boolean;
  /** No further charge. */
  hasEnded: boolean;
}

/** The job's use of each of its machines, in order. */
export function usesOf(job: Job, now: Date): MachineUse[] {
  const instances = [...job.earlierInstances, ...(job.instance ? [job.instance] : [])];
  // For jobs older than the instances' own attempts: only their first one had no instance.
  const first = job.attempt - instances.length + (job.instance ? 1 : 0);
  return instances.map((instance, index) => ({
    instance,
    attempt: instance.attempt ?? (instance === job.instance ? job.attempt : first + index),
    ...timeOf(instance, { job, now, isLast: instance === job.instance }),
    isPriceAssumed: isPriceAssumed(instance),
  }));
}

interface Moment {
  job: Job;
  now: Date;
  isLast: boolean;
}

function timeOf(instance: JobInstance, moment: Moment): Time {
  if (instance.market === 'sagemaker') return invocationTime(instance, moment.now);
  return instance.pool === undefined ? ownTime(instance, moment.now) : sharedTime(instance, moment);
}

function isPriceAssumed({ market, priceFrom, zone: region, type }: JobInstance): boolean {
  if (market === 'sagemaker') return mlPrice(region, type)?.isAssumed ?? true;
  return market === 'spot' && priceFrom !== 'spot';
}

type Time = Pick<MachineUse, 'seconds' | 'isTimeAssumed' | 'hasEnded'>;

function ownTime(instance: JobInstance, now: Date): Time {
  const { runningAt, endedAt, isEndAssumed = false } = instance;
  return {
    seconds: chargedSeconds(instance, now),
    isTimeAssumed: runningAt === undefined || isEndAssumed,
    hasEnded: endedAt !== undefined,
  };
}

/**
 * EC2 charges from `running` until shutdown, one minute at least. Without a `running` event, an
 * ended instance is charged from its launch.
 */
export function chargedSeconds(
  { launchedAt, runningAt, endedAt }: Pick<JobInstance, 'launchedAt' | 'runningAt' | 'endedAt'>,
  now: Date,
): number {
  const from = runningAt ?? (endedAt === undefined ? undefined : launchedAt);
  const until = endedAt === undefined ? now.getTime() : Date.parse(endedAt);
  const ran = from === undefined ? 0 : (until - Date.parse(from)) / 1000;
  return Math.max(LEAST_SECONDS, Math.ceil(ran));
}

/**
 * A pool machine's seconds are divided among its jobs when it has ended (pool/shares.ts). Before, the
 * time for which the job had it. A machine of one's own costs nothing more.
 */
function sharedTime(instance: JobInstance, { job, now, isLast }: Moment): Time {
  const { shareSeconds, takenAt, endedAt, market } = instance;
  if (shareSeconds !== undefined) {
    return { seconds: shareSeconds, isTimeAssumed: false, hasEnded: true };
  }
  const end = (isLast ? job.endedAt : undefined) ?? endedAt;
  const until = end === undefined ? now.getTime() : Date.parse(end);
  const had = takenAt === undefined ? 0 : Math.max(0, until - Date.parse(takenAt)) / 1000;
  const isOwn = market === 'own';
  return { seconds: had, isTimeAssumed: !isOwn, hasEnded: isOwn && end !== undefined };
}
