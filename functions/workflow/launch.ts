/** State Launch: begins the attempt and launches one instance, or lets the job wait. */
import * as z from 'zod';
import { readConfig } from '../../core/base/config.ts';
import { Fleet } from '../../core/aws/ec2/fleet.ts';
import { JobId } from '../../core/base/job-id.ts';
import { JobHolds } from '../../core/aws/dynamodb/job-holds.ts';
import { LaunchStore } from '../../core/aws/dynamodb/launch-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { LaunchRateLimiter } from '../../core/aws/dynamodb/launch-rate-limiter.ts';
import { MachineSeats } from '../../core/aws/dynamodb/machine-seats.ts';
import { PriceStore } from '../../core/aws/dynamodb/price-store.ts';
import { endpointOf } from '../../core/machines/sagemaker/endpoint.ts';
import { SpotDispatcher } from '../../core/machines/spot/spot-dispatcher.ts';
import { SagemakerRuntime } from '../../core/aws/sagemaker-runtime.ts';
import { SpotMarket } from '../../core/aws/ec2/spot-market.ts';
import { launchInstance } from '../../core/steps/attempts/launch-instance.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { RecentParameters } from '../../core/aws/recent-parameters.ts';

const config = readConfig([
  'stage',
  'region',
  'jobsTable',
  'launchTemplate',
  'imageParameter',
  'models',
  'instanceTypes',
  'subnets',
  'zones',
  'onDemandFallback',
  'rootGib',
  'heartbeatSeconds',
  'timeoutSeconds',
  'capacityPatienceSeconds',
  'capacityRetrySeconds',
  'launchesPerSecond',
  'launchBurst',
  'parameterSeconds',
  'sagemakerEndpoint',
  'sagemakerInstanceType',
  'sagemakerModel',
  'maxAudioSeconds',
]);
const table = new JobsTable(config.jobsTable);
const parameters = new RecentParameters(new Parameters(), config.parameterSeconds);
const turns = new LaunchRateLimiter(table, {
  perSecond: config.launchesPerSecond,
  burst: config.launchBurst,
});
const endpoint = endpointOf(config);
const seats = new MachineSeats(table);
const using = {
  ...config,
  jobs: new LaunchStore(table),
  holds: new JobHolds(table),
  prices: new PriceStore(table),
  market: new SpotMarket(),
  parameters,
  seats,
  endpoint: endpoint && {
    is: endpoint,
    runtime: new SagemakerRuntime(config.region, table.client.config.credentials),
  },
  dispatcher: new SpotDispatcher(config, { fleet: new Fleet(), turns, seats, parameters }),
};

const Input = z.object({
  jobId: JobId,
  /** From the second attempt on. */
  attempt: z.int().min(1).default(1),
});

export async function handler(input: unknown) {
  return launchInstance(Input.parse(input), using);
}
