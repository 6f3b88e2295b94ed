/** Whether to retry a job after a failed attempt. */
import { JOB_ERRORS, jobError, type JobError } from '../base/job-errors.ts';
import type { Job } from './job.ts';

export type AfterFailure = { goesOn: true } | { goesOn: false; error: JobError };

/**
 * Lost and crashed machines are replaced while attempts remain. A fault in the audio, the request
 * or the deployment would recur on any machine.
 */
export function afterFailure(error: JobError, maxAttempts: number): AfterFailure {
  if (JOB_ERRORS[error.code].about !== 'machine') return { goesOn: false, error };
  if (error.attempt < maxAttempts) return { goesOn: true };
  // With a single attempt, its own error says more than AttemptsExhausted.
  if (maxAttempts <= 1) return { goesOn: false, error };
  const message = `The job failed in each of its ${error.attempt} attempts and is given up. The last error was ${error.code}: ${error.message}`;
  return { goesOn: false, error: jobError('AttemptsExhausted', error.attempt, message) };
}

/** A launch that AWS has not carried out for so long is given up. */
const LAUNCH_PATIENCE_MS = 3600 * 1000;

/**
 * Whether a job that waits in `queued` is launched again in the same attempt, after Launch failed or
 * the wait itself. Nothing was begun, and nothing is written: the job's own times limit it.
 */
export function launchesAgain(
  { status, updatedAt, notBefore, queuedBecause, deadlineAt }: Job,
  error: JobError,
  now: Date,
): boolean {
  if (status !== 'queued' || error.code !== 'AwsUnavailable') return false;
  const since = [updatedAt, notBefore, queuedBecause?.retryAt].flatMap((at) =>
    at === undefined ? [] : [Date.parse(at)],
  );
  const until = Math.max(...since) + LAUNCH_PATIENCE_MS;
  const deadline = deadlineAt === undefined ? Infinity : Date.parse(deadlineAt);
  return now.getTime() < Math.min(until, deadline);
}
