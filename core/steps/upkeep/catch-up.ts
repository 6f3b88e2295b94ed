/**
 * Repairs a job when it is read, or in the catch-up round over all open jobs: S3's events may never
 * arrive, and a function may die between a write and the next call. A timer per job would cost more
 * than its whole record.
 */
import { jobError } from '../../base/job-errors.ts';
import { storedAudio, type Job } from '../../job/job.ts';
import { StaleWrite } from '../../aws/dynamodb/job-store.ts';
import { failBeforeLaunch, uploadArrived, type ArrivalTools } from '../arrivals/upload-arrived.ts';

/** An event may be late; an upload that S3 took in time is still accepted. */
const EVENT_GRACE_MS = 5 * 60 * 1000;
/** A queued job starts within a second; an older one has lost its start. */
const START_GRACE_MS = 60 * 1000;

/** @returns the job as stored */
export async function catchUp(job: Job, now: Date, using: ArrivalTools): Promise<Job> {
  if (isExpired(job, now)) await expire(job, using);
  else if (hasNotStarted(job, now)) await using.workflow.start(using.stateMachineArn, job.jobId);
  else return job;
  return (await using.jobs.job(job.jobId)) ?? job;
}

function isExpired({ status, uploadExpiresAt }: Job, now: Date): boolean {
  return (
    status === 'awaiting_upload' &&
    uploadExpiresAt !== undefined &&
    now.getTime() > Date.parse(uploadExpiresAt) + EVENT_GRACE_MS
  );
}

function hasNotStarted({ status, attempt, updatedAt }: Job, now: Date): boolean {
  const isWaiting = status === 'queued' && attempt === 0;
  return isWaiting && now.getTime() > Date.parse(updatedAt) + START_GRACE_MS;
}

/** Only the object shows whether it never came or its event was lost. */
async function expire(job: Job, using: ArrivalTools): Promise<void> {
  if (await using.objects.head(storedAudio(job))) {
    await uploadArrived(job.jobId, using);
    return;
  }
  try {
    await failBeforeLaunch(job, jobError('UploadExpired', 0), using.jobs);
  } catch (error) {
    // The event arrived at the same time.
    if (!(error instanceof StaleWrite)) throw error;
  }
  await using.workflow.start(using.stateMachineArn, job.jobId);
}
