/**
 * Log lines of the jobs that have not ended, one per route, which the dashboard reads. A route without
 * jobs has a line, too: the newest one is what is true now.
 */
import type { JobLists } from '../../aws/dynamodb/job-lists.ts';
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import { logInfo } from '../../base/log.ts';
import type { Job } from '../../job/job.ts';
import { JOBS_OPEN } from '../../view/job-figures.ts';
import { openFigures } from '../../view/route-figures.ts';

interface LogOpenJobsPorts {
  lists: Pick<JobLists, 'open'>;
  jobs: Pick<JobReader, 'job'>;
}

/** Each is read, one request. @throws SomeFailed if some could not be, and then logs nothing */
export async function logOpenJobs(now: Date, { lists, jobs }: LogOpenJobsPorts): Promise<void> {
  const found: Job[] = [];
  await forEachSettled(
    await lists.open(now),
    (jobId) => jobId,
    async (jobId) => {
      const job = await jobs.job(jobId);
      if (job) found.push(job);
    },
  );
  for (const [route, figures] of Object.entries(openFigures(found, now))) {
    logInfo(JOBS_OPEN, { route, ...figures });
  }
}
