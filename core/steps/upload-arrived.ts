/** An object has come to S3: the upload that a job waits for. */
import { MAX_AUDIO_BYTES } from '../audio.ts';
import { jobError, type JobError } from '../job-errors.ts';
import type { Job } from '../job.ts';
import { StaleWrite, type JobStore } from '../aws/job-store.ts';
import type { ObjectHead, ObjectStore } from '../aws/object-store.ts';
import type { Workflow } from '../aws/workflow.ts';

/** An event may come late; an upload that S3 took in time is not refused for that. */
const EVENT_GRACE_MS = 5 * 60 * 1000;

interface Dependencies {
  jobs: JobStore;
  objects: ObjectStore;
  workflow: Workflow;
  stateMachineArn: string;
}

/** What is wrong with an object before anybody has listened to it. */
export function audioProblem(head: ObjectHead | undefined, attempt = 0): JobError | undefined {
  if (!head) return jobError('AudioMissing', attempt);
  if (head.bytes === 0) return jobError('AudioEmpty', attempt);
  if (head.bytes > MAX_AUDIO_BYTES) return jobError('AudioTooLong', attempt);
  return undefined;
}

/**
 * Checks the uploaded object and starts the job. A repeated event changes nothing; a job that fails
 * the check goes through the workflow too, which launches nothing and tells the owner.
 */
export async function uploadArrived(jobId: string, using: Dependencies): Promise<void> {
  const job = await using.jobs.job(jobId);
  if (!job) return;
  if (job.status === 'awaiting_upload') await check(job, using);
  else if (job.status !== 'queued') return;
  await using.workflow.start(using.stateMachineArn, jobId);
}

async function check(job: Job, using: Dependencies): Promise<void> {
  const head = await using.objects.head(job.audio);
  const error = audioProblem(head);
  const from = { from: ['awaiting_upload'], attempt: 0 } as const;
  try {
    if (error) await failBeforeLaunch(job, error, using.jobs);
    else {
      const audio = { ...job.audio, bytes: head?.bytes ?? 0, versionId: head?.versionId };
      await using.jobs.move(
        job.jobId,
        { ...from, to: 'queued' },
        { set: { audio }, event: { what: 'uploaded', detail: { bytes: audio.bytes } } },
      );
    }
  } catch (error) {
    // The same event came twice at the same moment; the other one has written it.
    if (!(error instanceof StaleWrite)) throw error;
  }
}

async function failBeforeLaunch(job: Job, error: JobError, jobs: JobStore): Promise<void> {
  await jobs.move(
    job.jobId,
    { from: ['awaiting_upload'], to: 'failed', attempt: 0 },
    {
      set: { error, endedAt: new Date().toISOString() },
      event: { what: 'failed', detail: { code: error.code } },
    },
  );
}

/** Whether the job waits for an object that can no longer come. */
export function isExpired(job: Job, now: Date): boolean {
  return (
    job.status === 'awaiting_upload' &&
    job.uploadExpiresAt !== undefined &&
    now.getTime() > Date.parse(job.uploadExpiresAt) + EVENT_GRACE_MS
  );
}

/**
 * Ends a job whose upload never came. It happens when somebody looks: a timer for each upload would
 * cost more than the job's whole record.
 * @returns the job as it is then
 */
export async function expire(
  job: Job,
  using: Pick<Dependencies, 'jobs' | 'workflow' | 'stateMachineArn'>,
): Promise<Job> {
  try {
    await failBeforeLaunch(job, jobError('UploadExpired', 0), using.jobs);
    await using.workflow.start(using.stateMachineArn, job.jobId);
  } catch (error) {
    if (!(error instanceof StaleWrite)) throw error;
  }
  return (await using.jobs.job(job.jobId)) ?? job;
}
