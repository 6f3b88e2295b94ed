/**
 * What should have happened to a job by itself, done when somebody looks at it, or by the round that
 * looks at all that are not over: S3's events may never come, and a function may die between a write
 * and the next call. A timer for each job would cost more than its whole record.
 */
import { jobError } from '../../base/job-errors.ts';
import { storedAudio, type Job } from '../../job/job.ts';
import { StaleWrite } from '../../aws/dynamodb/job-store.ts';
import { failBeforeLaunch, uploadArrived, type ArrivalTools } from '../arrivals/upload-arrived.ts';

/** An event may come late; an upload that S3 took in time is not refused for that. */
const EVENT_GRACE_MS = 5 * 60 * 1000;
/** A queued job starts within a second; one that is older has lost its start. */
const START_GRACE_MS = 60 * 1000;

/** @returns the job as it is then */
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

/** Only the object itself can tell whether it never came or its event was lost. */
async function expire(job: Job, using: ArrivalTools): Promise<void> {
  if (await using.objects.head(storedAudio(job))) {
    await uploadArrived(job.jobId, using);
    return;
  }
  try {
    await failBeforeLaunch(job, jobError('UploadExpired', 0), using.jobs);
  } catch (error) {
    // Its event came at this very moment.
    if (!(error instanceof StaleWrite)) throw error;
  }
  await using.workflow.start(using.stateMachineArn, job.jobId);
}
