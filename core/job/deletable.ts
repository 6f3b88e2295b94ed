/** A job may be deleted once it has ended and nothing of ours can write for it any more. */
import type { Job, JobInstance } from './job.ts';
import { isFinal } from './job-status.ts';
import { ORDER_SECONDS } from './work-order.ts';

/** Life of an instance's signed addresses, plus time for a request already in flight. */
const ADDRESSES_MS = (ORDER_SECONDS + 300) * 1000;
/** Step Functions may not list a started execution for this long. */
const UNSEEN_MS = 60_000;

const CONCLUDING_SECONDS = 5;
/** On AWS an instance is gone about a minute after TerminateInstances. */
const TERMINATING_SECONDS = 10;

/** Why a job cannot be deleted now; without `retryAfterSeconds` the owner must act first. */
export interface Hindrance {
  because: string;
  retryAfterSeconds?: number;
}

interface Standing {
  /** The job's execution; undefined if there is none. */
  execution: { status: string } | undefined;
  instances: readonly Partial<Pick<JobInstance, 'terminatedAt' | 'market'>>[];
  now: Date;
}

type Ended = Pick<Job, 'status' | 'endedAt' | 'updatedAt'>;

/** @returns undefined if the job may be deleted */
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
 * EC2 may never confirm the end. The instance's addresses have expired then, but its disk exists
 * until it shuts itself down: at the latest at the time returned (ISO 8601).
 */
export function instanceUntil(
  job: Pick<Job, 'endedAt' | 'updatedAt'>,
  { instances, now }: Pick<Standing, 'instances' | 'now'>,
  maxLifeMinutes: number,
): string | undefined {
  const until = new Date(endOf(job) + maxLifeMinutes * 60_000);
  return areGone(instances) || until <= now ? undefined : until.toISOString();
}

/** An endpoint's has no address of ours: what it writes later is deleted when its message comes. */
function areGone(instances: Standing['instances']): boolean {
  return instances.every(
    ({ terminatedAt, market }) => terminatedAt !== undefined || market === 'sagemaker',
  );
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
