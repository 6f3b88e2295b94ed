/** State Route: chooses the way to a machine, and stores it with its reasons. */
import * as z from 'zod';
import { readConfig } from '../../core/base/config.ts';
import { OfferStore } from '../../core/aws/dynamodb/offer-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { JobId } from '../../core/base/job-id.ts';
import type { Job } from '../../core/job/job.ts';
import { routeJob } from '../../core/steps/attempts/route-job.ts';

const config = readConfig([
  'jobsTable',
  'batchQueueUrl',
  'warmQueueUrl',
  'heartbeatSeconds',
  'timeoutSeconds',
]);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  jobs: new OfferStore(table),
  choose: async ({ requestedRoute }: Job) =>
    Promise.resolve({
      route: isPoolName(requestedRoute) ? requestedRoute : ('spot' as const),
      because: [],
      rejected: [],
      latestStartAt: requestedRoute === 'batch' ? new Date(Date.now() + 36 * 3_600_000) : undefined,
    }),
  queues: { batch: config.batchQueueUrl, warm: config.warmQueueUrl },
};

const isPoolName = (name: string) => name === 'batch' || name === 'warm';

const Input = z.object({
  jobId: JobId,
  /** From the second attempt on. */
  attempt: z.int().min(1).default(1),
});

export async function handler(input: unknown) {
  return routeJob(Input.parse(input), using);
}
