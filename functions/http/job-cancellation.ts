/** Cancels jobs: for their owner, or with the bulk that made them. */
import { JobHolds } from '../../core/aws/dynamodb/job-holds.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { UnusedLaunchSlots } from '../../core/aws/dynamodb/unused-launch-slots.ts';
import { OfferTokens } from '../../core/aws/offer-tokens.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { readConfig } from '../../core/base/config.ts';
import type { Job } from '../../core/job/job.ts';
import { AlreadyOver, cancelJob } from '../../core/steps/requests/cancel-job.ts';

/** The returned function returns the job as it is then, also if it had ended otherwise. */
export function jobCancellation(table: JobsTable): (job: Job) => Promise<Job> {
  const jobs = new JobStore(table);
  const using = {
    ...readConfig(['stateMachineArn']),
    jobs,
    holds: new JobHolds(table),
    workflow: new Workflow(),
    offers: new OfferTokens(),
    slots: new UnusedLaunchSlots(table),
  };
  return async (job) => {
    try {
      return await cancelJob(job, using);
    } catch (error) {
      if (!(error instanceof AlreadyOver)) throw error;
      return (await jobs.job(job.jobId)) ?? job;
    }
  };
}
