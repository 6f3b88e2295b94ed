/** Cancels the job that waits for an upload in parts, and ends the upload. */
import { StaleWrite, type JobStore } from '../../aws/dynamodb/job-store.ts';
import type { MultipartUploads } from '../../aws/s3/multipart-uploads.ts';
import type { Workflow } from '../../aws/workflow.ts';
import { jobError } from '../../base/job-errors.ts';
import type { Job } from '../../job/job.ts';
import { isComplete, s3UploadOf, UploadOver, type OwnedUpload } from './open-upload.ts';

interface CancelUploadPorts {
  jobs: Pick<JobStore, 'job' | 'transition'>;
  multipart: Pick<MultipartUploads, 'abort'>;
  workflow: Pick<Workflow, 'start'>;
  stateMachineArn: string;
}

/**
 * Idempotent, also for an upload that has expired. The job first: from then on no part is signed.
 * @throws UploadOver if it is complete: then the job is cancelled by itself
 */
export async function cancelUpload(upload: OwnedUpload, using: CancelUploadPorts): Promise<void> {
  const { jobs, multipart, workflow, stateMachineArn } = using;
  const { jobId } = upload.job;
  if (isComplete(upload)) throw complete();
  if (upload.job.status === 'awaiting_upload') await cancel(upload.job, jobs);
  const job = (await jobs.job(jobId)) ?? upload.job;
  if (isComplete({ ...upload, job })) throw complete();
  // Tells the owner, as after any cancellation.
  await workflow.start(stateMachineArn, jobId);
  await multipart.abort(s3UploadOf(upload));
}

function complete(): UploadOver {
  return new UploadOver('The upload is complete. Cancel the job: POST /jobs/{id}/cancel.');
}

async function cancel({ jobId }: Job, jobs: CancelUploadPorts['jobs']): Promise<void> {
  try {
    await jobs.transition(
      jobId,
      { from: ['awaiting_upload'], to: 'cancelled', attempt: 0 },
      {
        set: { error: jobError('Cancelled', 0), endedAt: new Date().toISOString() },
        event: { what: 'cancelled' },
      },
    );
  } catch (error) {
    // Its object came, it expired, or another request cancelled it.
    if (!(error instanceof StaleWrite)) throw error;
  }
}
