/**
 * Checks all jobs that have not ended for a lost S3 event, a lost start, or a vanished execution. A
 * healthy job costs one entry in a list.
 */
import type { JobLists } from '../../aws/dynamodb/job-lists.ts';
import { storedAudio, type Job } from '../../job/job.ts';
import { isFinal } from '../../job/job-status.ts';
import { catchUp } from './catch-up.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import { executionOver, type ExecutionOverPorts } from './execution-over.ts';
import { uploadArrived, type ArrivalTools } from '../arrivals/upload-arrived.ts';

/** New jobs get this much time first. */
const GRACE_MS = 60 * 1000;

interface CatchUpAllPorts
  extends ArrivalTools, Pick<ExecutionOverPorts, 'endUnanalysed' | 'holds'> {
  lists: JobLists;
}

/** @throws SomeFailed */
export async function catchUpAll(now: Date, using: CatchUpAllPorts): Promise<void> {
  const open = await using.lists.open(new Date(now.getTime() - GRACE_MS));
  const running = await using.workflow.running(using.stateMachineArn);
  await forEachSettled(
    open.filter((jobId) => !running.has(jobId)),
    (jobId) => jobId,
    async (jobId) => {
      const job = await using.jobs.job(jobId);
      if (!job || isFinal(job.status)) return;
      if (job.status === 'awaiting_upload') await lookForUpload(job, now, using);
      else await lookForExecution(job, using);
    },
  );
}

async function lookForUpload(job: Job, now: Date, using: ArrivalTools): Promise<void> {
  if (await using.objects.head(storedAudio(job))) await uploadArrived(job.jobId, using);
  else await catchUp(job, now, using);
}

async function lookForExecution({ jobId }: Job, using: CatchUpAllPorts): Promise<void> {
  if (await using.workflow.execution(using.stateMachineArn, jobId)) {
    await executionOver(jobId, using);
  } else {
    await using.workflow.start(using.stateMachineArn, jobId);
  }
}
