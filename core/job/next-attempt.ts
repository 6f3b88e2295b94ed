/** Whether to retry a job after a failed attempt. */
import { JOB_ERRORS, jobError, type JobError } from '../base/job-errors.ts';

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
