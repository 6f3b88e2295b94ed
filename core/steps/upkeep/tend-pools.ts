/**
 * One round over the pools: launches the machines that are missing, asks those to end that are too
 * many, and forgets waiting jobs that wait no more. Jobs do not depend on it: at their latest start
 * they go to spot.
 */
import type { PoolMachines } from '../../aws/dynamodb/pool-machines.ts';
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import type { MachineSeats } from '../../aws/dynamodb/machine-seats.ts';
import type { PriceStore } from '../../aws/dynamodb/price-store.ts';
import type { ServerRows } from '../../aws/dynamodb/server-rows.ts';
import type { WaitingJobs } from '../../aws/dynamodb/waiting-jobs.ts';
import type { WarmDemand } from '../../aws/dynamodb/warm-demand.ts';
import type { Instances } from '../../aws/ec2/instances.ts';
import type { Parameters } from '../../aws/parameters.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import { logError, logInfo } from '../../base/log.ts';
import type { SpotPrices } from '../../costs/spot-prices.ts';
import { notMeasured } from '../../costs/speed-estimate.ts';
import type { PoolName } from '../../job/route-name.ts';
import { howManyDrainers, type BatchSettings } from '../../machines/pool/drainers.ts';
import {
  launchPoolMachine,
  pricedMachine,
  type PoolFleet,
} from '../../machines/pool/pool-launch.ts';
import type { PoolMachine, RunningMachine } from '../../machines/pool/pool-machine.ts';
import { RoundSlots, type LaunchSlots } from '../../machines/pool/round-slots.ts';
import type { WaitingJob } from '../../machines/pool/waiting-job.ts';
import {
  howManyServers,
  isAsked,
  serversWithin,
  type WarmSettings,
} from '../../machines/pool/warm-servers.ts';
import type { SpotDeployment } from '../../machines/spot/launch-plan.ts';

export interface TendPoolsPorts extends SpotDeployment, BatchSettings, WarmSettings {
  jobs: Pick<JobReader, 'job'>;
  machines: Pick<PoolMachines, 'find' | 'record'>;
  servers: Pick<ServerRows, 'all' | 'retire'>;
  waiting: Pick<WaitingJobs, 'all' | 'drop'>;
  demand: Pick<WarmDemand, 'latest'>;
  seats: Pick<MachineSeats, 'inPools' | 'keepInPools'>;
  instances: Pick<Instances, 'inPools'>;
  /** A machine that EC2 does not list any more: its end is recorded, if no event has told of it. */
  machineGone: (id: string, at: Date) => Promise<void>;
  prices: Pick<PriceStore, 'speeds'>;
  spotPrices: (now: Date) => Promise<SpotPrices | undefined>;
  fleet: PoolFleet;
  launchSlots: LaunchSlots;
  parameters: Pick<Parameters, 'get'>;
  imageParameter: string;
  models: readonly string[];
}

interface Round {
  now: Date;
  /** The operator's daily time to begin with what waits. */
  isDrainTime: boolean;
}

/** A job is written after it is put among the waiting ones. */
const FRESH_MS = 60_000;
/** EC2 lists a new instance after some seconds. */
const UNSEEN_MS = 2 * 60_000;
/** So many of the oldest waiting jobs are looked up in a round, beside those that are overdue. */
const LOOKED_UP = 25;

/**
 * Without waiting jobs and machines it costs three small reads.
 * @throws SomeFailed
 */
export async function tendPools(round: Round, using: TendPoolsPorts): Promise<void> {
  const { now } = round;
  const [listed, known, demandAt] = await Promise.all([
    using.waiting.all(),
    using.seats.inPools(),
    using.demand.latest(),
  ]);
  const { least, most } = serversWithin(using, now);
  const isWarmWanted = least > 0 || (most > 0 && isAsked({ demandAt, now }));
  if (listed.length === 0 && known.length === 0 && !isWarmWanted) return;
  const [seen, rows, waiting] = await Promise.all([
    using.instances.inPools(),
    using.servers.all(),
    stillWaiting(listed, now, using),
  ]);
  const running = [...seen.map(runningOf), ...(await notSeenYet({ known, seen }, now, using))];
  const inPool = (pool: PoolName) => running.filter((machine) => machine.pool === pool);
  const [drainers, servers] = [inPool('batch'), inPool('warm')];
  const wanted = howManyDrainers({
    ...{ waiting, running: drainers.length, now, settings: using },
    isDrainTime: round.isDrainTime,
    secondsPerAudioSecond: waiting.length === 0 ? 0 : await speed(using),
  });
  const plan = howManyServers({ rows, running: servers, demandAt, settings: using, now });
  const launched = await launchAll(
    [
      ...placesFor('batch', drainers.length, wanted - drainers.length),
      ...placesFor('warm', servers.length, plan.launch),
    ],
    now,
    using,
  );
  const gone = known.filter(({ id }) => !running.some((one) => one.id === id));
  const unended = await unrecorded(gone, now, using);
  await using.seats.keepInPools([...running, ...launched.map(runningOf), ...unended]);
  await recordAll([...seen, ...launched], now, using);
  await forEachSettled(plan.retire, String, async (id) => {
    logInfo('pool machine asked to end', { instanceId: id });
    await using.servers.retire(id);
  });
}

/** Machines of the former rounds that EC2 does not list yet, for some seconds after their launch. */
async function notSeenYet(
  { known, seen }: { known: readonly RunningMachine[]; seen: readonly PoolMachine[] },
  now: Date,
  { machines }: TendPoolsPorts,
): Promise<RunningMachine[]> {
  const missing = known.filter(
    ({ id, launchedAt }) =>
      now.getTime() - Date.parse(launchedAt) < UNSEEN_MS && !seen.some((one) => one.id === id),
  );
  const records = await Promise.all(missing.map(({ id }) => machines.find(id)));
  return missing.filter((_, index) => records[index]?.endedAt === undefined);
}

/** Records the ends of machines. @returns those that the next round has to look at again */
async function unrecorded(
  gone: readonly RunningMachine[],
  now: Date,
  { machineGone }: TendPoolsPorts,
): Promise<RunningMachine[]> {
  const left: RunningMachine[] = [];
  for (const machine of gone) {
    await machineGone(machine.id, now).catch((error: unknown) => {
      logError('end of a pool machine not recorded', error, { instanceId: machine.id });
      left.push(machine);
    });
  }
  return left;
}

interface Place {
  pool: PoolName;
  place: number;
}

function placesFor(pool: PoolName, running: number, missing: number): Place[] {
  const length = Math.max(0, missing);
  return Array.from({ length }, (_, index) => ({ pool, place: running + index }));
}

function runningOf({ id, pool, launchedAt }: PoolMachine): RunningMachine {
  return { id, pool, launchedAt: launchedAt ?? new Date().toISOString() };
}

async function launchAll(
  places: readonly Place[],
  now: Date,
  using: TendPoolsPorts,
): Promise<PoolMachine[]> {
  if (places.length === 0) return [];
  const imageId = await using.parameters.get(using.imageParameter);
  if (imageId === undefined) {
    const missing = new Error(`the parameter ${using.imageParameter} does not exist`);
    logError('no machine image for pools; build an image', missing);
    return [];
  }
  const slots = new RoundSlots(using.launchSlots);
  const launched: PoolMachine[] = [];
  await forEachSettled(
    places,
    ({ pool, place }) => `${pool} ${place}`,
    async (place) => {
      const machine = await launchPoolMachine({ ...place, now, imageId }, using, {
        fleet: using.fleet,
        slots,
      });
      if (machine) launched.push(machine);
    },
  );
  return launched;
}

/** Also those of an earlier round that broke off, or whose answer was lost. */
async function recordAll(
  machines: readonly PoolMachine[],
  now: Date,
  using: TendPoolsPorts,
): Promise<void> {
  const known = await Promise.all(machines.map(({ id }) => using.machines.find(id)));
  const unknown = machines.filter((_, index) => known[index] === undefined);
  if (unknown.length === 0) return;
  const prices = await using.spotPrices(now);
  await forEachSettled(
    unknown,
    ({ id }) => id,
    (machine) => using.machines.record(pricedMachine(machine, prices, using)),
  );
}

/** Drops items of jobs that wait no more: a step that broke off has left them. */
async function stillWaiting(
  listed: readonly WaitingJob[],
  now: Date,
  { jobs, waiting }: TendPoolsPorts,
): Promise<WaitingJob[]> {
  const byAge = listed.toSorted((one, other) => one.since.localeCompare(other.since));
  const isOverdue = ({ latestStartAt }: WaitingJob) => Date.parse(latestStartAt) < now.getTime();
  const isFresh = ({ since }: WaitingJob) => now.getTime() - Date.parse(since) < FRESH_MS;
  const looked = byAge.filter(
    (item, index) => (index < LOOKED_UP || isOverdue(item)) && !isFresh(item),
  );
  const stale = new Set<string>();
  await forEachSettled(
    looked,
    ({ jobId }) => jobId,
    async ({ jobId }) => {
      const job = await jobs.job(jobId);
      if (job?.status === 'queued' && job.route === 'batch') return;
      stale.add(jobId);
      await waiting.drop(jobId);
    },
  );
  return byAge.filter(({ jobId }) => !stale.has(jobId));
}

/** Seconds of work for a second of audio, carefully: the slowest of the types, with the default model. */
async function speed({ prices, models, instanceTypes }: TendPoolsPorts): Promise<number> {
  const [model = ''] = models;
  const known = await prices.speeds(model, '');
  const all = instanceTypes.map((type) => known[type] ?? notMeasured(model));
  return Math.max(...all.map(({ secondsPerAudioSecond }) => secondsPerAudioSecond.high));
}
