/** Polls a job every second until it has ended. */
import { setTimeout } from 'node:timers/promises';
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import type { Job } from '../../job/job.ts';
import { isFinal } from '../../job/job-status.ts';

/** Each poll costs one read unit, so a full wait costs less than a function call. */
const EVERY_MS = 1000;

/** @returns the job at its end, or at `until` */
export async function awaitEnd(job: Job, until: number, jobs: JobReader): Promise<Job> {
  let now = job;
  while (!isFinal(now.status) && Date.now() + EVERY_MS <= until) {
    await setTimeout(EVERY_MS);
    now = (await jobs.job(job.jobId)) ?? now;
  }
  return now;
}
