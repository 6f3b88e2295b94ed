/**
 * Handles the end of an execution. Normally Settle has recorded how the job ended, and the state Failed
 * repeats its error. An execution that was stopped by hand, or failed with an error that no Catch sees
 * (States.Runtime, States.DataLimitExceeded), leaves its job unfinished. That job is failed here, or completed without its
 * analyses if its transcript is published, and a second execution of the same workflow terminates its
 * instance and notifies the owner.
 */
import type { JobStore } from '../../aws/dynamodb/job-store.ts';
import type { Execution, Workflow } from '../../aws/workflow.ts';
import { jobError, JobErrorCode, type JobError } from '../../base/job-errors.ts';
import type { Job } from '../../job/job.ts';
import { isFinal, statusesBefore } from '../../job/job-status.ts';
import { settleHolds, type Settlement } from './settle-holds.ts';
import { logWarning } from '../../base/log.ts';

export interface ExecutionOverPorts extends Settlement {
  jobs: JobStore;
  workflow: Workflow;
  stateMachineArn: string;
  /** Completes a job whose transcript is published. */
  endUnanalysed: (job: Job, error: JobError) => Promise<void>;
}

export async function executionOver(jobId: string, using: ExecutionOverPorts): Promise<void> {
  const execution = await using.workflow.execution(using.stateMachineArn, jobId);
  if (!execution || execution.status === 'RUNNING') return;
  // Read after the execution, so that its last write is included.
  const job = await using.jobs.job(jobId);
  if (!job || cameToItsEnd(execution, job)) return;
  const { status, error } = execution;
  logWarning('execution over without its own end', { jobId, status, error, job: job.status });
  if (!isFinal(job.status)) await giveUp(job, execution, using);
  const after = await using.jobs.job(jobId);
  if (after) await settleHolds(after, using, { now: new Date() });
  await using.workflow.conclude(using.stateMachineArn, jobId);
}

function cameToItsEnd({ status, error }: Execution, job: Job): boolean {
  const isOwnError = JobErrorCode.safeParse(error).success;
  return isFinal(job.status) && (status === 'SUCCEEDED' || isOwnError);
}

/** @throws StaleWrite if an instance claims the job at the same time; the next try sees the claim */
async function giveUp(
  job: Job,
  execution: Execution,
  { jobs, endUnanalysed }: ExecutionOverPorts,
): Promise<void> {
  const error = jobError('Misconfigured', job.attempt, whatHappened(execution));
  if (job.result) return endUnanalysed(job, error);
  await jobs.transition(
    job.jobId,
    { from: statusesBefore('failed'), to: 'failed', attempt: job.attempt },
    {
      set: { error, endedAt: new Date().toISOString() },
      event: { what: 'failed', detail: { code: error.code } },
    },
  );
}

function whatHappened({ status, error }: Execution): string {
  const how = status === 'ABORTED' ? 'was stopped by hand' : `failed (${error ?? status})`;
  return `The workflow of this job ${how} before it could settle it; the job was given up. An operator finds the reason in the execution that has this job's id as its name; then create the job again.`;
}
