/** Maps what the state machine caught to the error that the job's owner reads. */
import * as z from 'zod';
import { JobErrorCode, jobError, type JobError } from '../base/job-errors.ts';
import { attemptBeganAt, type Job } from './job.ts';
import { kindOfError } from './workflow-errors.ts';

/** What a Catch adds to the state's input. */
export const Caught = z.object({ Error: z.string(), Cause: z.string().default('') });
export type Caught = z.infer<typeof Caught>;

export interface AttemptLimit {
  now: Date;
  /** Time limit of the attempt, in seconds. */
  timeoutSeconds: number;
  /** The limit comes from the job's cost ceiling, or from what it holds of a budget. */
  isCostLimit: boolean;
  /** Launch failed, or the wait for capacity; absent: AwaitTranscript. */
  isLaunchFailure?: boolean;
}

/** Turns what Step Functions caught into the job's error. */
export function classifyFailure(
  job: Job,
  caught: Caught | undefined,
  limit: AttemptLimit,
): JobError {
  const own = JobErrorCode.safeParse(caught?.Error);
  if (own.success) return jobError(own.data, job.attempt, sentence(caught?.Cause));
  const hasEnded = job.instance?.endedAt !== undefined;
  if (hasEnded) return jobError('InstanceLost', job.attempt);
  const kind = caught && kindOfError(caught, limit.isLaunchFailure ? 'Launch' : 'AwaitTranscript');
  if (kind === 'silence') return silence(job, limit);
  const name = caught?.Error ?? 'no result';
  if (kind === 'hiccup') {
    const message = `AWS did not carry out a step of the workflow (${name}), although it was repeated where that helps. Create the job again; if it repeats, look at the AWS Health Dashboard.`;
    return jobError('AwsUnavailable', job.attempt, message);
  }
  return jobError(
    'Misconfigured',
    job.attempt,
    `A step of the workflow failed (${name}); the job cannot go on. An operator finds the reason in the logs of the execution that has this job's id as its name.`,
  );
}

/**
 * An expired heartbeat surfaces as `States.HeartbeatTimeout` or as `States.Timeout`, so elapsed time
 * decides which it was; an instance that never claimed missed its boot deadline.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
function silence(job: Job, { now, timeoutSeconds, isCostLimit }: AttemptLimit): JobError {
  if (now.getTime() - Date.parse(attemptBeganAt(job)) >= timeoutSeconds * 1000) {
    if (!isCostLimit) return jobError('DeadlineExceeded', job.attempt);
    const isBudget = job.maxCostUsd === undefined && job.holds !== undefined;
    if (isBudget) return jobError('BudgetExceeded', job.attempt, USED_UP);
    return jobError('MaxCostExceeded', job.attempt);
  }
  return jobError(job.status === 'processing' ? 'HeartbeatLost' : 'BootTimeout', job.attempt);
}

const USED_UP =
  'The job was stopped when it had used what it had reserved of its budget, twice the high end of its quote; it is not transcribed to its end. Create it again with a maxCostUsd: it reserves that instead.';

const LambdaFailure = z.object({ errorMessage: z.string() });

/** A Lambda error's cause is JSON around the message; a failed task's cause is the message itself. */
function sentence(cause = ''): string | undefined {
  try {
    const parsed = LambdaFailure.safeParse(JSON.parse(cause));
    if (parsed.success) return parsed.data.errorMessage;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return cause === '' ? undefined : cause.slice(0, 2000);
}
