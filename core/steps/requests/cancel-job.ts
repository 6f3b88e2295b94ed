/**
 * Cancels a job for its owner. The execution is never stopped, since that would skip Terminate: it
 * is notified through its task token and ends normally.
 */
import { StaleWrite, type JobStore } from '../../aws/dynamodb/job-store.ts';
import { waitsNoLonger, workEnds } from '../../aws/dynamodb/pool-work.ts';
import type { UnusedLaunchSlots } from '../../aws/dynamodb/unused-launch-slots.ts';
import type { OfferTokens } from '../../aws/offer-tokens.ts';
import type { Workflow } from '../../aws/workflow.ts';
import { JOB_ERRORS, jobError } from '../../base/job-errors.ts';
import { logError } from '../../base/log.ts';
import { launchSlotOf, type Job } from '../../job/job.ts';
import { settleHolds, type Settlement } from '../upkeep/settle-holds.ts';
import { waitingToken } from '../../machines/job-machines.ts';
import { isFinal } from '../../job/job-status.ts';

/** Thrown when the job has ended otherwise. */
export class AlreadyOver extends Error {
  constructor({ status }: Job) {
    super(`The job is ${status}, so there is nothing to cancel.`);
    this.name = 'AlreadyOver';
  }
}

interface CancelJobPorts extends Settlement {
  jobs: JobStore;
  workflow: Workflow;
  offers: Pick<OfferTokens, 'token'>;
  slots: Pick<UnusedLaunchSlots, 'giveBack'>;
  stateMachineArn: string;
}

/**
 * Idempotent: a repeated call completes an interrupted one.
 * @returns the job as stored
 * @throws AlreadyOver
 */
export async function cancelJob(job: Job, using: CancelJobPorts): Promise<Job> {
  if (!isFinal(job.status) && (await write(job, using.jobs))) await giveSlotBack(job, using);
  // Read after the write: from here on the table refuses to store another task token.
  const after = (await using.jobs.job(job.jobId)) ?? job;
  if (!isFinal(after.status)) return cancelJob(after, using);
  if (after.status !== 'cancelled') throw new AlreadyOver(after);
  await tellWhoWaits(after, using);
  // At once, so that the owner's next job has the money; the workflow's end does it as well.
  await settleHolds(after, using, { now: new Date() }).catch((error: unknown) => {
    logError('budget not given back', error, { jobId: after.jobId });
  });
  return after;
}

/** @returns false if the job has moved on */
async function write(job: Job, jobs: JobStore): Promise<boolean> {
  const at = new Date().toISOString();
  const isOffered = job.offerId !== undefined;
  try {
    await jobs.transition(
      job.jobId,
      { from: [job.status], to: 'cancelled', attempt: job.attempt },
      {
        set: { error: jobError('Cancelled', job.attempt), endedAt: at },
        event: { what: 'cancelled' },
        also: isOffered
          ? [...workEnds(job, at, jobs.table), ...waitsNoLonger(job, jobs.table)]
          : [],
      },
    );
    return true;
  } catch (error) {
    if (error instanceof StaleWrite) return false;
    throw error;
  }
}

/**
 * Only by the call that cancelled the job, so at most once, and only while it was queued: a launching
 * job may have used its slot. A slot that is not given back delays other jobs by one interval.
 */
async function giveSlotBack(job: Job, { slots }: CancelJobPorts): Promise<void> {
  const slot = job.status === 'queued' ? launchSlotOf(job) : undefined;
  if (!slot) return;
  await slots.giveBack(job.owner, slot).catch((error: unknown) => {
    logError('launch slot not given back', error, { jobId: job.jobId });
  });
}

/** Wakes the execution to settle, terminate and notify; a job without one gets it now. */
async function tellWhoWaits(job: Job, using: CancelJobPorts): Promise<void> {
  const { workflow, stateMachineArn } = using;
  const token = waitingToken(job);
  if (token !== undefined) {
    await workflow.fail(token, 'Cancelled', JOB_ERRORS.Cancelled.message);
  } else if (!(await isOfferEnded(job, using)) && job.attempt === 0) {
    await workflow.start(stateMachineArn, job.jobId);
  }
}

/** An offer's token is in the pool's queue and in the execution's history only. */
async function isOfferEnded(
  job: Job,
  { workflow, offers, stateMachineArn }: CancelJobPorts,
): Promise<boolean> {
  if (job.offerId === undefined) return false;
  const token = await offers.token(stateMachineArn, job.jobId);
  return token !== undefined && workflow.fail(token, 'Cancelled', JOB_ERRORS.Cancelled.message);
}
