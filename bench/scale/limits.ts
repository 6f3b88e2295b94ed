/**
 * What a limit is, and those of our own design: settings of the deployment, and items and partitions of
 * the table that many jobs share. AWS's are in aws-limits.ts.
 */
import { SEAT_BYTES } from './roads/spot.ts';
import type { Settings } from './settings.ts';

/** Beyond a limit work waits, or callers and machines are refused. */
export type Effect = 'delays' | 'refuses';

/** What a limit bounds: events in time, as a token bucket, or a number at one moment. */
export type Capacity = { effect: Effect } & (
  { burst: number; perSecond: number } | { level: number }
);

/** What lifts it: a setting, a quota of AWS, another region or account, or a change of the code. */
export type Lift = 'setting' | 'quota' | 'region' | 'code';

export interface Limit {
  name: string;
  by: 'us' | 'AWS';
  /** What it is counted for. */
  scope: 'owner' | 'key' | 'deployment' | 'account';
  capacity: Capacity;
  lift: Lift;
  how: string;
  source: string;
}

const DEPLOYMENT = { by: 'us', scope: 'deployment' } as const;
const OWNER = { by: 'us', scope: 'owner' } as const;
const BY_SETTING = { lift: 'setting', source: '../serverless.yml' } as const;

/** Settings of the deployment. */
export function settingLimits({ launch, keyRate, apiRate, ...settings }: Settings) {
  return {
    jobsPerDay: {
      ...{ ...OWNER, ...BY_SETTING, name: 'jobs of an owner in a day' },
      ...{ capacity: refusing(settings.jobsPerDay), how: '`jobsPerDay`' },
    },
    keyRate: {
      ...{ by: 'us', scope: 'key', ...BY_SETTING, name: 'requests of an API key' },
      ...{ capacity: { ...keyRate, effect: 'refuses' } },
      how: '`requestsPerSecond`, `requestBurst`; a bulk needs none',
    },
    apiRate: {
      ...{ ...DEPLOYMENT, ...BY_SETTING, name: 'requests of the API' },
      ...{ capacity: { ...apiRate, effect: 'refuses' } },
      how: '`apiRequestsPerSecond`, `apiRequestBurst`',
    },
    launchBudget: {
      ...{ ...DEPLOYMENT, ...BY_SETTING, name: 'launch budget' },
      ...{ capacity: { ...launch, effect: 'delays' } },
      how: "`launchesPerSecond`, once EC2's own rate is raised",
    },
    batchMachines: {
      ...{ ...DEPLOYMENT, ...BY_SETTING, name: 'batch machines' },
      ...{ capacity: delaying(settings.batchMaxMachines), how: '`batchMaxMachines`' },
    },
    warmServers: {
      ...{ ...DEPLOYMENT, ...BY_SETTING, name: 'warm servers (the first is off by default)' },
      ...{ capacity: delaying(Math.max(1, settings.warmMax)), how: '`warmMin`, `warmMax`' },
    },
    endpointInstances: {
      ...{ ...DEPLOYMENT, ...BY_SETTING, name: "the endpoint's instances" },
      ...{
        capacity: delaying(settings.sagemakerMaxInstances),
        how: '`sagemakerMaxInstances`, at most 100',
      },
    },
  } as const satisfies Record<string, Limit>;
}

/** Units a second of one partition; a write needs one for each kB of the item. */
const PARTITION = { burst: 0, perSecond: 1000, effect: 'delays' } as const;
const HOT = {
  capacity: PARTITION,
  lift: 'code',
  source:
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/throttling-key-range-limit-exceeded-mitigation.html',
} as const;
const ITEM_BYTES = 400 * 1024;
/** Executions in a page of ListExecutions, and calls in the 240 s of catchUp: its bucket, and 2 a second. */
const LISTED = { page: 100, calls: 100 + 2 * 240 };

/** Items and partitions that many jobs share. */
export const ITEM_LIMITS = {
  seatWrites: {
    ...{ ...OWNER, ...HOT, name: "writes of an owner's machine seats (one item)" },
    how: 'a counter, and an item for each seat: a write is charged by the size of the whole set',
  },
  seatBytes: {
    ...{ ...OWNER, name: "an owner's machine seats (one item of 400 kB)", lift: 'code' },
    ...{ capacity: refusing(Math.floor(ITEM_BYTES / SEAT_BYTES)), how: 'the same' },
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html',
  },
  openIndex: {
    ...{ ...DEPLOYMENT, ...HOT, name: 'index `open` (one partition)' },
    how: 'a suffix of its key: `open#0` to `open#9`',
  },
  ownerIndex: {
    ...{ ...OWNER, ...HOT, name: 'index `byOwner` (a partition of whole jobs)' },
    how: 'project what lists show; or the month in its key',
  },
  launchLine: {
    ...{ ...DEPLOYMENT, ...HOT, name: 'line of launches (one item)' },
    how: 'some lines, each with a part of the rate',
  },
  purse: {
    ...{ ...OWNER, ...HOT, name: "an owner's purse (one item)" },
    how: 'a purse in parts; a bulk has its own',
  },
  catchUp: {
    ...{ ...DEPLOYMENT, name: 'open executions that catchUp can list', lift: 'code' },
    ...{
      capacity: refusing(LISTED.page * LISTED.calls),
      how: 'pages of 1,000; only old open jobs',
    },
    source: 'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html',
  },
  poolReports: {
    ...{ ...DEPLOYMENT, ...HOT, name: 'reports of pool machines (one partition)' },
    how: 'a partition for each pool; or a report every 15 s',
  },
  addresses: {
    ...{ ...DEPLOYMENT, name: 'addresses of three subnets (/20)', lift: 'region' },
    ...{ capacity: refusing(3 * (2 ** 12 - 5)), how: 'further zones, or a cell' },
    source: 'https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html',
  },
} as const satisfies Record<string, Limit>;

export function delaying(level: number) {
  return { level, effect: 'delays' } as const;
}

export function refusing(level: number) {
  return { level, effect: 'refuses' } as const;
}
