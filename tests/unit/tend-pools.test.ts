/** Rounds over the pools, on a table and an EC2 in memory. */
import { beforeEach, expect, test } from 'vitest';
import type { Job } from '../../core/job/job.ts';
import type { PoolMachine, RunningMachine } from '../../core/machines/pool/pool-machine.ts';
import type { WaitingJob } from '../../core/machines/pool/waiting-job.ts';
import type { LaunchOutcome } from '../../core/machines/spot/launch-outcome.ts';
import type { MachineRequest } from '../../core/machines/spot/spot-fleet.ts';
import { tendPools, type TendPoolsPorts } from '../../core/steps/upkeep/tend-pools.ts';
import { aJob } from '../support/a-job.ts';

const NOON = Date.parse('2026-11-29T12:00:00.000Z');
const at = (minutes: number) => new Date(NOON + minutes * 60_000);

let calls: string[];
let asked: MachineRequest[];
let waiting: WaitingJob[];
let jobs: Record<string, Partial<Job>>;
let inPools: RunningMachine[];
/** What EC2 lists. */
let listed: PoolMachine[];
let recorded: Map<string, PoolMachine>;
let answer: (request: MachineRequest) => LaunchOutcome;
/** Milliseconds from now until the launch budget's next slots; without any more they are at once. */
let slotsIn: number[];

beforeEach(() => {
  calls = [];
  asked = [];
  waiting = [];
  jobs = {};
  inPools = [];
  listed = [];
  recorded = new Map();
  slotsIn = [];
  answer = ({ clientToken, market }) => ({
    kind: 'Launched',
    refused: [],
    instance: {
      ...{ id: `i-${clientToken}`, type: 'g4dn.xlarge', market, zone: 'eu-north-1a' },
      ...{ imageId: 'ami-1', launchedAt: at(0).toISOString() },
    },
  });
});

function ports(given: Partial<TendPoolsPorts> = {}): TendPoolsPorts {
  const called = <T>(name: string, value: T) => {
    calls.push(name);
    return Promise.resolve(value);
  };
  return {
    ...{ stage: 'local', region: 'eu-north-1', launchTemplate: 'spotscribe-local-pool' },
    ...{ instanceTypes: ['g4dn.xlarge'], subnets: ['subnet-1'], zones: ['eu-north-1a'] },
    ...{ onDemandFallback: false, rootGib: 40, imageParameter: '/ami', models: ['m'] },
    ...{ batchMaxMachines: 2, batchWaitMinutes: 10, timeZone: 'Etc/UTC', poolLifeMinutes: 1440 },
    ...{ warmMin: 0, warmMax: 0, warmIdleMinutes: 15, warmHours: '' },
    jobs: { job: (id) => called(`job ${id}`, jobs[id] && aJob(jobs[id])) },
    machines: {
      find: (id) => called('machine', recorded.get(id)),
      record: (machine) => called('record', void recorded.set(machine.id, machine)),
    },
    servers: { all: () => called('rows', {}), retire: (id) => called(`retire ${id}`, undefined) },
    waiting: {
      all: () => called('waiting', waiting),
      drop: (id) => called(`drop ${id}`, undefined),
    },
    demand: { latest: () => called('demand', undefined) },
    seats: {
      inPools: () => called('known', inPools),
      keepInPools: (machines) => called('keep', void (inPools = [...machines])),
    },
    instances: { inPools: () => called('ec2', listed) },
    machineGone: (id) => called(`gone ${id}`, undefined),
    prices: { speeds: () => Promise.resolve({}) },
    spotPrices: () =>
      Promise.resolve({
        readAt: at(0).toISOString(),
        byType: { 'g4dn.xlarge': { 'eu-north-1a': 0.2 } },
      }),
    fleet: {
      launchMachine: (request) => {
        asked.push(request);
        return Promise.resolve(answer(request));
      },
    },
    launchSlots: {
      line: {
        reserve: (line) => called(`slot of ${line}`, Date.now() + (slotsIn.shift() ?? 0)),
      },
      unused: { giveBack: () => called('slot given back', undefined) },
      pause: (ms) => called(`pause of ${Math.round(ms / 1000)} s`, undefined),
    },
    parameters: { get: () => Promise.resolve('ami-1') },
    ...given,
  };
}

const tend = (minute = 0, using = ports(), isDrainTime = false) =>
  tendPools({ now: at(minute), isDrainTime }, using);

function waits(jobId: string, sinceMinute: number): void {
  waiting.push({
    ...{ jobId, audioSeconds: 600, since: at(sinceMinute).toISOString() },
    latestStartAt: at(300).toISOString(),
  });
  jobs[jobId] = { status: 'queued', route: 'batch' };
}

test('without anything to do a round reads three items, and asks nobody', async () => {
  await tend();
  expect(calls.sort()).toEqual(['demand', 'known', 'waiting']);
});

test('a machine that EC2 does not list yet is not launched again in the next minute', async () => {
  waits('job-a', -11);
  await tend(0);
  await tend(1);
  expect(asked.map(({ clientToken }) => clientToken)).toEqual(['batch-2026-11-29T12:00-0-spot']);
  expect([...recorded.values()]).toMatchObject([
    { pool: 'batch', kind: 'ec2', usdPerHour: 0.2, priceFrom: 'spot', rootGib: 40 },
  ]);
});

test('one that is not there for minutes, or whose end is recorded, is replaced', async () => {
  waits('job-a', -11);
  await tend(0);
  await tend(3);
  const [first, second] = asked.map(({ clientToken }) => `i-${clientToken}`);
  const ended = recorded.get(second ?? '');
  if (ended) recorded.set(ended.id, { ...ended, endedAt: at(3).toISOString() });
  await tend(4);
  expect(new Set([first, second]).size).toBe(2);
  expect(asked).toHaveLength(3);
});

test('refused spot capacity: on demand if declared, otherwise again in a minute', async () => {
  waits('job-a', -11);
  const launched = answer;
  answer = (request) =>
    request.market === 'spot' ? { kind: 'NoCapacity', codes: ['x'] } : launched(request);
  await tend(0);
  expect(asked.map(({ market }) => market)).toEqual(['spot']);
  await tend(1, ports({ onDemandFallback: true }));
  expect(asked.map(({ market }) => market)).toEqual(['spot', 'spot', 'on-demand']);
  expect([...recorded.values()]).toMatchObject([{ market: 'on-demand', priceFrom: 'recorded' }]);
});

test('an answer that did not arrive is no reason to ask another market', async () => {
  waits('job-a', -11);
  answer = () => ({ kind: 'Throttled', codes: ['TimeoutError'] });
  await tend(0, ports({ onDemandFallback: true }));
  expect(asked.map(({ market }) => market)).toEqual(['spot']);
});

test('a machine is launched in its slot of the launch budget', async () => {
  slotsIn = [12_000];
  await tend(0, ports({ warmMin: 1 }));
  expect(calls).toContain('pause of 12 s');
  expect(asked).toHaveLength(1);
});

test('what has no slot in this round is launched in the next, and the slot is given back', async () => {
  slotsIn = [0, 29_000, 31_000, 31_500];
  await tend(0, ports({ warmMin: 4 }));
  expect(asked).toHaveLength(2);
  expect(calls.filter((call) => call === 'slot given back')).toHaveLength(2);
  expect(inPools).toHaveLength(2);
  await tend(1, ports({ warmMin: 4 }));
  expect(asked).toHaveLength(4);
  expect(new Set(asked.map(({ clientToken }) => clientToken)).size).toBe(4);
});

test('each call to EC2 takes a slot: also the one for the other market', async () => {
  waits('job-a', -11);
  answer = () => ({ kind: 'NoCapacity', codes: ['x'] });
  slotsIn = [0, 45_000];
  await tend(0, ports({ onDemandFallback: true }));
  expect(asked.map(({ market }) => market)).toEqual(['spot']);
  await tend(1, ports({ onDemandFallback: true }));
  expect(asked.map(({ market }) => market)).toEqual(['spot', 'spot', 'on-demand']);
});

test('without the launch budget nothing is launched, and the round goes on', async () => {
  waits('job-a', -11);
  inPools = [{ id: 'i-1', pool: 'warm', launchedAt: at(-10).toISOString() }];
  const { launchSlots } = ports();
  const line = { reserve: () => Promise.reject(new Error('no table')) };
  await tend(0, ports({ launchSlots: { ...launchSlots, line } }));
  expect(asked).toEqual([]);
  expect(calls).toContain('gone i-1');
});

test('a machine that EC2 lists and nobody has recorded is recorded', async () => {
  const found: PoolMachine = {
    ...{ id: 'i-lost', pool: 'batch', kind: 'ec2', type: 'g4dn.xlarge', market: 'spot' },
    ...{ zone: 'eu-north-1a', imageId: 'ami-1', launchedAt: at(-1).toISOString() },
  };
  listed = [found];
  waits('job-a', -11);
  await tend();
  expect(asked).toEqual([]);
  expect(recorded.get('i-lost')).toMatchObject({ pool: 'batch', usdPerHour: 0.2 });
});

test('jobs that wait no more are dropped, a new one that is not written yet is not', async () => {
  waits('job-over', -30);
  jobs['job-over'] = { status: 'completed', attempt: 1 };
  waits('job-gone', -20);
  delete jobs['job-gone'];
  waits('job-new', -0.5);
  delete jobs['job-new'];
  await tend();
  expect(calls.filter((call) => call.startsWith('drop')).sort()).toEqual([
    'drop job-gone',
    'drop job-over',
  ]);
  expect(asked).toEqual([]);
});

test('at the daily time it begins with what waits', async () => {
  waits('job-a', 0);
  await tend(0);
  expect(asked).toEqual([]);
  await tend(0, ports(), true);
  expect(asked).toHaveLength(1);
});

test('warm servers are launched from the pool’s template, with its tag', async () => {
  await tend(0, ports({ warmMin: 1 }));
  expect(asked).toMatchObject([
    {
      launchTemplate: 'spotscribe-local-pool',
      tags: { Project: 'spotscribe-local', Pool: 'warm' },
      clientToken: 'warm-2026-11-29T12:00-0-spot',
    },
  ]);
});

test('the end of a machine that EC2 does not list any more is recorded, by the next round if not by this', async () => {
  inPools = [{ id: 'i-1', pool: 'batch', launchedAt: at(-10).toISOString() }];
  const failing = ports({ machineGone: () => Promise.reject(new Error('no table')) });
  await tendPools({ now: at(0), isDrainTime: false }, failing);
  expect(inPools).toMatchObject([{ id: 'i-1' }]);

  await tendPools({ now: at(1), isDrainTime: false }, ports());
  expect(calls).toContain('gone i-1');
  expect(inPools).toEqual([]);
});
