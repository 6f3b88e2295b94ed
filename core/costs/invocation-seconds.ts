/** Seconds of an endpoint's instance that are a job's: from the container's claim until the notification. */
import type { JobInstance } from '../job/job.ts';
import { SAGEMAKER_LIMITS } from '../base/sagemaker-limits.ts';

export interface InvocationTime {
  seconds: number;
  /** The container has not said when it began. */
  isTimeAssumed: boolean;
  hasEnded: boolean;
}

const { invocationSeconds, queueSeconds } = SAGEMAKER_LIMITS;
/** By then SageMaker has ended the request, whether or not its notification has come. */
const LONGEST_SECONDS = invocationSeconds + queueSeconds;

/**
 * Nothing tells when the work begins. Without an answer of the container, the time since the request
 * counts, and at most what a request may work.
 */
export function invocationTime(
  { launchedAt, runningAt, endedAt }: Pick<JobInstance, 'launchedAt' | 'runningAt' | 'endedAt'>,
  now: Date,
): InvocationTime {
  const since = (at: string | undefined, until: number) =>
    at === undefined ? 0 : Math.max(0, (until - Date.parse(at)) / 1000);
  const until = endedAt === undefined ? now.getTime() : Date.parse(endedAt);
  const most = runningAt === undefined ? invocationSeconds : Infinity;
  return {
    seconds: Math.min(most, Math.ceil(since(runningAt ?? launchedAt, until))),
    isTimeAssumed: runningAt === undefined,
    hasEnded: endedAt !== undefined || since(launchedAt, now.getTime()) > LONGEST_SECONDS,
  };
}
