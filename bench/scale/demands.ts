/** What a run asks of each limit, and how much of the limit that is. */
import { effortOf } from '../../core/costs/job-effort.ts';
import { REPORT_SECONDS } from '../../core/machines/pool/server-row.ts';
import { vcpusOf } from '../../core/machines/spot/machine-share.ts';
import { BEATS_IN_TIMEOUT } from '../../userdata/agent/heartbeat.ts';
import { INVOCATION_SECONDS, TRANSITIONS_OF_WAIT } from './assumptions.ts';
import { machineLimits, REQUEST_LIMITS } from './aws-limits.ts';
import { ITEM_LIMITS, settingLimits, type Effect, type Limit } from './limits.ts';
import { busiestHour, busiestMinute, weighted, type Level, type Rate } from './meters.ts';
import { PLACES } from './roads/pool-machine.ts';
import type { Settings } from './settings.ts';
import type { Run } from './simulate.ts';

/** Writes of a job's item, each with an event of its timeline; the item has 3.7 kB (bench/README.md). */
const JOB_ITEM_WRITES = 12;
const JOB_ITEM_UNITS = 4;
/**
 * Write units of a purse's item for a job (core/aws/dynamodb/purses.ts, job-holds.ts): one to reserve, one
 * to keep; then a settlement at the job's end and one at its machine's, transactions, which count twice.
 */
const PURSE_UNITS = { created: 2, ended: 4 };
/** S3's event of the upload; EC2's of the machine: running, shutting-down, terminated. */
const EVENTS = { upload: 1, machine: 3 };
const EFFORT = effortOf(1);

type OwnLimit = keyof ReturnType<typeof settingLimits> | keyof typeof ITEM_LIMITS;
type AwsLimit = keyof ReturnType<typeof machineLimits> | keyof typeof REQUEST_LIMITS;
export type LimitName = OwnLimit | AwsLimit;

/** Events a minute; the course of a level; or a number. */
export type Demand = readonly number[] | Pick<Level, 'peak' | 'minutes'> | number;

type Part = { rate: Rate; times: number };

/** Half of what a job causes happens at its start, and half at its end. */
function overLife({ journal: { created, ended } }: Run, times: number): Part[] {
  return [
    { rate: created, times: times / 2 },
    { rate: ended, times: times / 2 },
  ];
}

function steadily(machines: number, everySeconds: number): number[] {
  return Array.from({ length: 60 }, () => (60 * machines) / everySeconds);
}

/** Demand on our own limits. */
function ownDemands(run: Run): Record<OwnLimit, Demand> {
  const { journal, ec2, scenario } = run;
  const { road } = scenario;
  const ofPool = (name: string) => (road === name ? journal.poolMachines : 0);
  const launches = weighted([{ rate: journal.slots, times: 1 }]);
  return {
    jobsPerDay: journal.waits.length,
    keyRate: weighted([{ rate: journal.posted, times: 1 }]),
    apiRate: weighted([
      { rate: journal.posted, times: 1 },
      { rate: journal.created, times: EFFORT.apiRequests - 1 },
    ]),
    launchBudget: launches,
    batchMachines: ofPool('batch'),
    warmServers: ofPool('warm'),
    endpointInstances: journal.endpointInstances,
    seatWrites: weighted([{ rate: journal.seatUnits, times: 1 }]),
    seatBytes: journal.seats,
    openIndex: weighted(overLife(run, 2)),
    ownerIndex: weighted(overLife(run, JOB_ITEM_WRITES * JOB_ITEM_UNITS)),
    launchLine: launches,
    purse: weighted([
      { rate: journal.created, times: PURSE_UNITS.created },
      { rate: journal.ended, times: PURSE_UNITS.ended },
    ]),
    catchUp: journal.open,
    poolReports: steadily(journal.poolMachines.peak, REPORT_SECONDS),
    addresses: ec2.inUse,
  };
}

/** Demand on AWS's limits. */
function awsDemands(run: Run): Record<AwsLimit, Demand> {
  const { journal, ec2, scenario } = run;
  const machines = ec2.inUse.peak;
  const invocations = weighted([
    ...overLife(run, EFFORT.lambdaRequests * INVOCATION_SECONDS),
    { rate: journal.launchWaits, times: INVOCATION_SECONDS },
  ]);
  return {
    vcpus: ec2.inUse,
    createFleet: weighted([{ rate: ec2.fleetCalls, times: 1 }]),
    terminate: weighted([{ rate: ec2.terminateCalls, times: 1 }]),
    volumes: ec2.inUse,
    transitions: weighted([
      ...overLife(run, EFFORT.stateTransitions),
      { rate: journal.launchWaits, times: TRANSITIONS_OF_WAIT },
    ]),
    startExecution: weighted([{ rate: journal.created, times: 1 }]),
    openExecutions: journal.open,
    heartbeats: steadily(
      machines + journal.endpointInstances.peak,
      scenario.settings.heartbeatSeconds / BEATS_IN_TIMEOUT,
    ),
    lambda: invocations,
    newLambda: invocations,
    eventBridge: weighted([
      { rate: journal.created, times: EVENTS.upload },
      { rate: ec2.fleetCalls, times: EVENTS.machine },
    ]),
    apiGateway: weighted([{ rate: journal.created, times: EFFORT.apiRequests }]),
    newTable: weighted(overLife(run, EFFORT.tableWrites)),
    s3: weighted(overLife(run, EFFORT.s3Writes)),
    inFlight: journal.poolMachines.peak * PLACES,
    endpointQuota: journal.endpointInstances,
  };
}

export function limitsOf(settings: Settings): Record<LimitName, Limit> {
  const vcpus = Math.min(...settings.instanceTypes.map(vcpusOf));
  return {
    ...settingLimits(settings),
    ...ITEM_LIMITS,
    ...machineLimits({ vcpus, rootGib: settings.rootGib }),
    ...REQUEST_LIMITS,
  };
}

/**
 * Demand as a share of the limit. What refuses is asked for its busiest minute; what only delays for its
 * busiest hour, since a wait of minutes is no overload.
 */
export function utilisation(demand: Demand, { capacity }: Limit): number {
  if ('level' in capacity) return levelOf(demand, capacity.effect) / capacity.level;
  const minutes = minutesOf(demand);
  const { burst, perSecond, effect } = capacity;
  if (effect === 'refuses') return busiestMinute(minutes) / (burst + 60 * perSecond);
  return busiestHour(minutes) / (burst + 3600 * perSecond);
}

function levelOf(demand: Demand, effect: Effect): number {
  if (typeof demand === 'number') return demand;
  if (effect === 'refuses' && 'peak' in demand) return demand.peak;
  return meanOfBusiestHour(minutesOf(demand));
}

/** @param minutes of a level: value × seconds */
export function meanOfBusiestHour(minutes: readonly number[]): number {
  return busiestHour(minutes) / 3600;
}

function minutesOf(demand: Demand): readonly number[] {
  if (typeof demand === 'number') return [];
  return 'minutes' in demand ? demand.minutes : demand;
}

export type Utilisations = Record<LimitName, number>;

/** @param run without limits, so that it shows what would be asked for */
export function utilisations(run: Run, settings: Settings): Utilisations {
  const demands: Record<LimitName, Demand> = { ...ownDemands(run), ...awsDemands(run) };
  return Object.fromEntries(
    Object.entries(limitsOf(settings)).map(([name, limit]) => [
      name,
      utilisation(demands[name as LimitName], limit),
    ]),
  ) as Utilisations;
}

/** Those that are reached, the most exceeded first: it is the first that a growing load reaches. */
export function bitingLimits(used: Utilisations): { name: LimitName; used: number }[] {
  return (Object.entries(used) as [LimitName, number][])
    .filter(([, share]) => share >= 1)
    .sort(([, one], [, other]) => other - one)
    .map(([name, share]) => ({ name, used: share }));
}
