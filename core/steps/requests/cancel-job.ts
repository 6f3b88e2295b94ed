/**
 * Cancels a job for its owner. The execution is never stopped, since that would skip Terminate: it
 * is notified through its task token and ends normally.
 */
import { StaleWrite, type JobStore } from '../../aws/dynamodb/job-store.ts';
import type { Workflow } from '../../aws/workflow.ts';
import { JOB_ERRORS, jobError } from '../../base/job-errors.ts';
import type { Job } from '../../job/job.ts';
import { routeOf } from '../../machines/routes.ts';
import { isFinal, statusesBefore } from '../../job/job-status.ts';

/** Thrown when the job has ended otherwise. */
export class AlreadyOver extends Error {
  constructor({ status }: Job) {
    super(`The job is ${status}, so there is nothing to cancel.`);
    this.name = 'AlreadyOver';
  }
}

interface CancelJobPorts {
  jobs: JobStore;
  workflow: Workflow;
  stateMachineArn: string;
}

/**
 * Idempotent: a repeated call completes an interrupted one.
 * @returns the job as stored
 * @throws AlreadyOver
 */
export async function cancelJob(job: Job, using: CancelJobPorts): Promise<Job> {
  if (!isFinal(job.status)) await write(job, using.jobs);
  // Read after the write: from here on the table refuses to store another task token.
  const after = (await using.jobs.job(job.jobId)) ?? job;
  if (!isFinal(after.status)) return cancelJob(after, using);
  if (after.status !== 'cancelled') throw new AlreadyOver(after);
  await tellWhoWaits(after, using);
  return after;
}

async function write(job: Job, jobs: JobStore): Promise<void> {
  try {
    await jobs.transition(
      job.jobId,
      { from: statusesBefore('cancelled'), to: 'cancelled', attempt: job.attempt },
      {
        set: { error: jobError('Cancelled', job.attempt), endedAt: new Date().toISOString() },
        event: { what: 'cancelled' },
      },
    );
  } catch (error) {
    // It ended, or began its next attempt, at the same time.
    if (!(error instanceof StaleWrite)) throw error;
  }
}

/** Wakes the execution to settle, terminate and notify; a job without one gets it now. */
async function tellWhoWaits(
  job: Job,
  { workflow, stateMachineArn }: CancelJobPorts,
): Promise<void> {
  const token = routeOf(job).waitingToken(job);
  if (token !== undefined) {
    await workflow.fail(token, 'Cancelled', JOB_ERRORS.Cancelled.message);
  } else if (job.attempt === 0) {
    await workflow.start(stateMachineArn, job.jobId);
  }
}
