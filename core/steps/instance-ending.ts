/** An instance is ending. If its job still waits for it, the job learns at once instead of by a missed heartbeat. */
import { JOB_ERRORS } from '../job-errors.ts';
import { currentTaskToken, isFinal } from '../job.ts';
import { StaleWrite, type JobStore } from '../aws/job-store.ts';
import type { Workflow } from '../aws/workflow.ts';

/**
 * The end is written down first: if the attempt's task token is not stored yet, AwaitTranscript
 * refuses to begin because of it.
 */
export async function instanceEnding(
  instanceId: string,
  at: Date,
  using: { jobs: JobStore; workflow: Workflow },
): Promise<void> {
  const record = await using.jobs.instance(instanceId);
  if (!record) return;
  try {
    await using.jobs.recordInstanceEnd(record.jobId, record.attempt, at.toISOString());
  } catch (error) {
    // Told twice, or the job is in a later attempt, which another instance works on.
    if (!(error instanceof StaleWrite)) throw error;
  }
  const job = await using.jobs.job(record.jobId);
  if (!job || isFinal(job.status) || job.attempt !== record.attempt) return;
  const taskToken = currentTaskToken(job);
  if (taskToken === undefined) return;
  await using.workflow.fail(taskToken, 'InstanceLost', JOB_ERRORS.InstanceLost.message);
}
