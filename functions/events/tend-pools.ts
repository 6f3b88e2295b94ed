/**
 * Scheduled every minute: fills and empties the pools. The operator's daily schedule invokes it with
 * `drain`, to begin with whatever waits in the pool `batch`.
 */
import * as z from 'zod';
import { readConfig } from '../../core/base/config.ts';
import { Fleet } from '../../core/aws/ec2/fleet.ts';
import { Instances } from '../../core/aws/ec2/instances.ts';
import { SpotMarket } from '../../core/aws/ec2/spot-market.ts';
import { JobHolds } from '../../core/aws/dynamodb/job-holds.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { LaunchRateLimiter } from '../../core/aws/dynamodb/launch-rate-limiter.ts';
import { MachineSeats } from '../../core/aws/dynamodb/machine-seats.ts';
import { PoolMachines } from '../../core/aws/dynamodb/pool-machines.ts';
import { PriceStore } from '../../core/aws/dynamodb/price-store.ts';
import { ServerRows } from '../../core/aws/dynamodb/server-rows.ts';
import { UnusedLaunchSlots } from '../../core/aws/dynamodb/unused-launch-slots.ts';
import { WaitingJobs } from '../../core/aws/dynamodb/waiting-jobs.ts';
import { WarmDemand } from '../../core/aws/dynamodb/warm-demand.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { currentPrices } from '../../core/steps/attempts/current-prices.ts';
import { poolMachineGone } from '../../core/steps/upkeep/pool-machine-changed.ts';
import { tendPools } from '../../core/steps/upkeep/tend-pools.ts';

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
  'batchMaxMachines',
  'batchWaitMinutes',
  'warmMin',
  'warmMax',
  'warmIdleMinutes',
  'warmHours',
  'timeZone',
  'poolLifeMinutes',
  'launchesPerSecond',
  'launchBurst',
]);
const table = new JobsTable(config.jobsTable);
const prices = new PriceStore(table);
const market = new SpotMarket();
const jobs = new JobReader(table);
const machines = new PoolMachines(table);
const workflow = new Workflow();
const holds = new JobHolds(table);
const using = {
  ...config,
  jobs,
  machines,
  machineGone: (id: string, at: Date) =>
    poolMachineGone(id, at, { jobs, machines, workflow, holds }),
  servers: new ServerRows(table),
  waiting: new WaitingJobs(table),
  demand: new WarmDemand(table),
  seats: new MachineSeats(table),
  instances: new Instances(`spotscribe-${config.stage}`),
  prices,
  spotPrices: (now: Date) => currentPrices(now, { ...config, prices, market }),
  fleet: new Fleet(),
  launchSlots: {
    line: new LaunchRateLimiter(table, {
      perSecond: config.launchesPerSecond,
      burst: config.launchBurst,
    }),
    unused: new UnusedLaunchSlots(table),
  },
  parameters: new Parameters(),
};

/** The event's own time: a repeated event asks EC2 for the same machines. */
const Scheduled = z.object({ time: z.iso.datetime(), drain: z.boolean().default(false) });

export async function handler(event: unknown): Promise<void> {
  const { time, drain: isDrainTime } = Scheduled.parse(event);
  await tendPools({ now: new Date(time), isDrainTime }, using);
}
