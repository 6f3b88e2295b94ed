/**
 * Ends a job because its owner does not want it any more. Its execution is never stopped: it would
 * skip Terminate. It is told where it waits, and comes to its own end.
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
 * May be repeated: what a first try has not come to, the second does.
 * @returns the job as it is then
 * @throws AlreadyOver
 */
export async function cancelJob(job: Job, using: CancelJobPorts): Promise<Job> {
  if (!isFinal(job.status)) await write(job, using.jobs);
  // Read after the write: a task token that is not here by now is refused by the table.
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
    // It has ended, or begun its next attempt, at this very moment.
    if (!(error instanceof StaleWrite)) throw error;
  }
}

/** The execution settles the job, ends its instance and notifies its owner; a job without one gets it now. */
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
