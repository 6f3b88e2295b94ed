/** Handles the arrival of an upload that a job waits for. */
import type { JobError } from '../../base/job-errors.ts';
import { storedAudio, type Job } from '../../job/job.ts';
import { StaleWrite, type JobStore } from '../../aws/dynamodb/job-store.ts';
import type { Workflow } from '../../aws/workflow.ts';
import { checkAudio } from './check-audio.ts';
import { earlierJob, type Remembering } from './earlier-job.ts';

export interface ArrivalTools extends Remembering {
  jobs: JobStore;
  workflow: Workflow;
  stateMachineArn: string;
}

/**
 * Checks the uploaded object and starts the job. A repeated event changes nothing. A job that fails
 * the check runs through the workflow too, which launches nothing and notifies the owner. Does nothing if
 * there is no such job.
 */
export async function uploadArrived(jobId: string, using: ArrivalTools): Promise<void> {
  const job = await using.jobs.job(jobId);
  if (!job) return;
  if (job.status === 'awaiting_upload') await check(job, using);
  else if (!isBeforeLaunch(job)) return;
  await using.workflow.start(using.stateMachineArn, jobId);
}

/** The execution may be missing if an earlier try ended between the write and the start. */
function isBeforeLaunch({ status, attempt }: Job): boolean {
  return attempt === 0 && (status === 'queued' || status === 'failed');
}

async function check(job: Job, using: ArrivalTools): Promise<void> {
  const stored = storedAudio(job);
  const checked = await checkAudio(stored, using);
  const from = { from: ['awaiting_upload'], attempt: 0 } as const;
  try {
    if (checked.problem) await failBeforeLaunch(job, checked.problem, using.jobs);
    else {
      const audio = { ...stored, ...checked.audio };
      const reusedFrom = await earlierJob({ ...job, audio }, using);
      await using.jobs.transition(
        job.jobId,
        { ...from, to: 'queued' },
        { set: { audio, reusedFrom }, event: { what: 'uploaded', detail: { bytes: audio.bytes } } },
      );
    }
  } catch (error) {
    // A concurrent duplicate event has written it.
    if (!(error instanceof StaleWrite)) throw error;
  }
}

/** @throws StaleWrite if the job no longer awaits its upload */
export async function failBeforeLaunch(job: Job, error: JobError, jobs: JobStore): Promise<void> {
  await jobs.transition(
    job.jobId,
    { from: ['awaiting_upload'], to: 'failed', attempt: 0 },
    {
      set: { error, endedAt: new Date().toISOString() },
      event: { what: 'failed', detail: { code: error.code } },
    },
  );
}
