/** State Route: chooses the way to a machine, and stores it with its reasons. */
import * as z from 'zod';
import { readConfig } from '../../core/base/config.ts';
import { JobHolds } from '../../core/aws/dynamodb/job-holds.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { OfferStore } from '../../core/aws/dynamodb/offer-store.ts';
import { PoolState } from '../../core/aws/dynamodb/pool-state.ts';
import { PriceStore } from '../../core/aws/dynamodb/price-store.ts';
import { WarmDemand } from '../../core/aws/dynamodb/warm-demand.ts';
import { SpotMarket } from '../../core/aws/ec2/spot-market.ts';
import { JobId } from '../../core/base/job-id.ts';
import type { Job } from '../../core/job/job.ts';
import { chooseFor } from '../../core/steps/attempts/choose-route.ts';
import { routeJob } from '../../core/steps/attempts/route-job.ts';

const config = readConfig([
  'jobsTable',
  'region',
  'instanceTypes',
  'zones',
  'onDemandFallback',
  'rootGib',
  'batchQueueUrl',
  'warmQueueUrl',
  'batchMaxMachines',
  'batchWaitMinutes',
  'batchSchedule',
  'timeZone',
  'warmMax',
  'sagemakerEndpoint',
  'sagemakerInstanceType',
  'sagemakerModel',
  'heartbeatSeconds',
  'timeoutSeconds',
  'parameterSeconds',
  'maxAudioSeconds',
]);
const table = new JobsTable(config.jobsTable);
const known = {
  ...config,
  prices: new PriceStore(table),
  holds: new JobHolds(table),
  market: new SpotMarket(),
  pools: new PoolState(table, config.parameterSeconds * 1000),
};
const using = {
  ...config,
  jobs: new OfferStore(table),
  demand: new WarmDemand(table),
  choose: (job: Job, now: Date) => chooseFor(job, now, known),
  queues: { batch: config.batchQueueUrl, warm: config.warmQueueUrl },
};

const Input = z.object({
  jobId: JobId,
  /** From the second attempt on. */
  attempt: z.int().min(1).default(1),
});

export async function handler(input: unknown) {
  return routeJob(Input.parse(input), using);
}
