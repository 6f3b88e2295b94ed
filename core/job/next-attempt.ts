/** Whether a job goes on after an attempt that failed. */
import { JOB_ERRORS, jobError, type JobError } from '../base/job-errors.ts';

export type AfterFailure = { goesOn: true } | { goesOn: false; error: JobError };

/**
 * A machine that was lost, or that crashed, is replaced as long as attempts remain. What is wrong
 * with the audio, the request or the deployment would be wrong again on any machine.
 */
export function afterFailure(error: JobError, maxAttempts: number): AfterFailure {
  if (JOB_ERRORS[error.code].about !== 'machine') return { goesOn: false, error };
  if (error.attempt < maxAttempts) return { goesOn: true };
  // Where one attempt is all that is allowed, its own error says more.
  if (maxAttempts <= 1) return { goesOn: false, error };
  const message = `The job failed in each of its ${error.attempt} attempts and is given up. The last error was ${error.code}: ${error.message}`;
  return { goesOn: false, error: jobError('AttemptsExhausted', error.attempt, message) };
}
