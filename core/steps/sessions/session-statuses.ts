/** How the jobs of chunks stand that were not over when their chunks were read. */
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import type { JobStatus } from '../../job/job-status.ts';
import type { SessionChunk } from '../../job/session.ts';

/** @throws SomeFailed */
export async function statusesOf(
  chunks: readonly SessionChunk[],
  jobs: Pick<JobReader, 'job'>,
): Promise<Map<string, JobStatus>> {
  const statuses = new Map<string, JobStatus>();
  await forEachSettled(
    chunks.filter(({ ended }) => ended === undefined),
    ({ jobId }) => jobId,
    async ({ jobId }) => {
      const status = (await jobs.job(jobId))?.status;
      if (status !== undefined) statuses.set(jobId, status);
    },
  );
  return statuses;
}
