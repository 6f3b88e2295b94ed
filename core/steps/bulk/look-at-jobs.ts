/** Looks at the jobs of a batch that have not ended; FollowJobs cancels them if the bulk is cancelled. */
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import type { Bulk } from '../../bulk/bulk.ts';
import { followed, isSettled, type FileOutcome } from '../../bulk/file-outcome.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import type { Job } from '../../job/job.ts';
import { isFinal } from '../../job/job-status.ts';

export interface LookPorts {
  jobs: Pick<JobReader, 'job'>;
  /** Returns the job as it is then, also if it had ended otherwise. Without it, none is cancelled. */
  cancel?: (job: Job) => Promise<Job>;
}

/** @returns all files, in order. @throws SomeFailed if a job could not be looked at */
export async function lookAtJobs(
  bulk: Bulk,
  files: readonly FileOutcome[],
  { jobs, cancel }: LookPorts,
): Promise<FileOutcome[]> {
  const after = [...files];
  await forEachSettled(
    [...files.entries()].filter(([, file]) => file.jobId !== undefined && !isSettled(file)),
    ([, { jobId = '' }]) => jobId,
    async ([at, file]) => {
      const job = await jobs.job(file.jobId ?? '');
      // An earlier job belongs to another request.
      const isToEnd = bulk.cancelledAt !== undefined && job?.bulkId === bulk.bulkId;
      const now = job && cancel && isToEnd && !isFinal(job.status) ? await cancel(job) : job;
      after[at] = followed(file, now);
    },
  );
  return bulk.cancelledAt === undefined ? after : after.map(dropped);
}

function dropped(file: FileOutcome): FileOutcome {
  if (file.state !== 'waiting') return file;
  return { ...file, state: 'dropped', problem: DROPPED };
}

const DROPPED = { code: 'Cancelled', message: 'The bulk was cancelled before the file had a job.' };
