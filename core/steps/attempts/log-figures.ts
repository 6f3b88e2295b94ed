/**
 * Log lines of ended jobs and attempts, which the dashboard reads (deploy/dashboard.cjs). A repeated
 * Settle writes a job's line again, so a query counts each jobId once.
 */
import type { JobErrorCode } from '../../base/job-errors.ts';
import { logInfo } from '../../base/log.ts';
import type { Job } from '../../job/job.ts';
import { isFinal } from '../../job/job-status.ts';
import { ATTEMPT_ENDED, attemptFigures, JOB_ENDED, jobFigures } from '../../view/job-figures.ts';

/** Nothing for a job that goes on. */
export function logJobEnd(job: Job, now: Date): void {
  if (isFinal(job.status)) logInfo(JOB_ENDED, { ...jobFigures(job, now) });
}

/** @param code why the attempt failed; undefined if it completed the job */
export function logAttemptEnd(job: Job, code: JobErrorCode | undefined, now: Date): void {
  logInfo(ATTEMPT_ENDED, { ...attemptFigures(job, code, now) });
}
