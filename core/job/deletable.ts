/** When a job may be deleted: it is over, and nothing of ours can write of it any more. */
import type { Job, JobInstance } from './job.ts';
import { isFinal } from './job-status.ts';
import { ORDER_SECONDS } from './work-order.ts';

/** An object that is on its way when the addresses of an instance die may still arrive. */
const ADDRESSES_MS = (ORDER_SECONDS + 300) * 1000;
/** For so long Step Functions may not show an execution that was started. */
const UNSEEN_MS = 60_000;

const CONCLUDING_SECONDS = 5;
/** On AWS an instance is gone about a minute after it was asked to. */
const TERMINATING_SECONDS = 10;

/** Why a job cannot be deleted now; without `retryAfterSeconds`, its owner has to do something first. */
export interface Hindrance {
  because: string;
  retryAfterSeconds?: number;
}

interface Standing {
  /** Of the job's execution; undefined if there is none. */
  execution: { status: string } | undefined;
  instances: readonly Pick<JobInstance, 'terminatedAt'>[];
  now: Date;
}

type Ended = Pick<Job, 'status' | 'endedAt' | 'updatedAt'>;

/** Undefined if nothing is in the way. */
export function hindranceOf(job: Ended, standing: Standing): Hindrance | undefined {
  if (!isFinal(job.status)) {
    return { because: `The job is ${job.status}. Cancel it first, or wait for its end.` };
  }
  const sinceEndMs = standing.now.getTime() - endOf(job);
  const { execution } = standing;
  if (execution ? execution.status === 'RUNNING' : sinceEndMs < UNSEEN_MS) {
    return later('its workflow is still concluding it', CONCLUDING_SECONDS);
  }
  if (areGone(standing.instances) || sinceEndMs >= ADDRESSES_MS) return undefined;
  const seconds = Math.min(TERMINATING_SECONDS, (ADDRESSES_MS - sinceEndMs) / 1000);
  return later('EC2 has not confirmed yet that its instance is gone', seconds);
}

/**
 * EC2's word may never come: then the addresses that an instance writes to are dead, but its own disk
 * is there until it ends itself.
 */
export function instanceUntil(
  job: Pick<Job, 'endedAt' | 'updatedAt'>,
  { instances, now }: Pick<Standing, 'instances' | 'now'>,
  maxLifeMinutes: number,
): string | undefined {
  const until = new Date(endOf(job) + maxLifeMinutes * 60_000);
  return areGone(instances) || until <= now ? undefined : until.toISOString();
}

function areGone(instances: Standing['instances']): boolean {
  return instances.every(({ terminatedAt }) => terminatedAt !== undefined);
}

function endOf({ endedAt, updatedAt }: Pick<Job, 'endedAt' | 'updatedAt'>): number {
  return Date.parse(endedAt ?? updatedAt);
}

function later(because: string, seconds: number): Hindrance {
  return {
    because: `The job has ended, but ${because}. Try again.`,
    retryAfterSeconds: Math.ceil(seconds),
  };
}
