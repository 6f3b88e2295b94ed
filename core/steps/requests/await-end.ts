/** Waits until a job has ended, for those who hold a request open: a look every second. */
import { setTimeout } from 'node:timers/promises';
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import type { Job } from '../../job/job.ts';
import { isFinal } from '../../job/job-status.ts';

/** Each look is a read of one unit, so a request that waits its whole time costs less than a function call. */
const EVERY_MS = 1000;

/** @returns the job as it is then: at its end, or at `until` */
export async function awaitEnd(job: Job, until: number, jobs: JobReader): Promise<Job> {
  let now = job;
  while (!isFinal(now.status) && Date.now() + EVERY_MS <= until) {
    await setTimeout(EVERY_MS);
    now = (await jobs.job(job.jobId)) ?? now;
  }
  return now;
}
