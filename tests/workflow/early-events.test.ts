import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NO_HOLDS } from '../support/no-holds.ts';
import { CapacityWaiters } from '../../core/aws/dynamodb/capacity-waiters.ts';
import { InstanceStore } from '../../core/aws/dynamodb/instance-store.ts';
import { jobKey } from '../../core/aws/dynamodb/items.ts';
import { LaunchStore } from '../../core/aws/dynamodb/launch-store.ts';
import { StaleWrite } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { PoolMachines } from '../../core/aws/dynamodb/pool-machines.ts';
import { PriceStore } from '../../core/aws/dynamodb/price-store.ts';
import { SpotMarket } from '../../core/aws/ec2/spot-market.ts';
import { TaskAnswers } from '../../core/aws/task-answers.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { newJobId } from '../../core/base/job-id.ts';
import type { Job, JobInstance } from '../../core/job/job.ts';
import { TimelineEvent } from '../../core/job/timeline.ts';
import type { InstanceChange } from '../../core/machines/instance-change.ts';
import { launchInstance } from '../../core/steps/attempts/launch-instance.ts';
import { instanceChanged } from '../../core/steps/upkeep/instance-changed.ts';
import { aJob } from '../support/a-job.ts';
import { newInstanceId } from '../support/held-job.ts';
import { inTurns, type Turn } from '../support/in-turns.ts';
import { scratchTable } from '../support/scratch-table.ts';
import { TestCloud } from '../support/test-cloud.ts';

const TIMES = {
  running: '2026-11-21T12:00:00.000Z',
  warned: '2026-11-21T12:01:00.000Z',
  rebalance: '2026-11-21T12:02:00.000Z',
  ended: '2026-11-21T12:03:00.000Z',
  terminated: '2026-11-21T12:04:00.000Z',
} satisfies Record<InstanceChange, string>;

let cloud: TestCloud;
let dynamo: DynamoDBClient;
let table: JobsTable;
let jobs: LaunchStore;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  dynamo = new DynamoDBClient(cloud.cloud.aws.connection);
  table = await scratchTable(cloud, 'early-events');
  jobs = new LaunchStore(table);
});
afterAll(() => cloud.leave());

/** A job in its attempt, the instance that EC2 has launched for it, and the seats that were released. */
interface Launching {
  job: Job;
  instance: JobInstance;
  released: number[];
}

async function launching(): Promise<Launching> {
  const job = aJob({ jobId: newJobId(), status: 'launching', attempt: 1 });
  await jobs.create(job);
  const pool = { type: 'g4dn.xlarge', market: 'spot', zone: 'eu-north-1a' } as const;
  return { job, instance: { id: newInstanceId(), ...pool, imageId: 'ami-1' }, released: [] };
}

function seatsOf({ released }: Launching) {
  return {
    release: async ({ attempt }: Pick<Job, 'attempt'>) => {
      released.push(attempt);
      return Promise.resolve();
    },
  };
}

async function told(one: Launching, kind: InstanceChange, by = table): Promise<void> {
  const using = {
    ...{ jobs: new LaunchStore(by), launched: new InstanceStore(by), workflow: new Workflow() },
    machines: new PoolMachines(by),
    holds: NO_HOLDS,
    seats: seatsOf(one),
    waiters: new CapacityWaiters(by),
    answers: new TaskAnswers(),
  };
  await instanceChanged(one.instance.id, { kind, at: new Date(TIMES[kind]) }, using);
}

/** The step Launch, to which EC2 answers with the instance. */
async function launch(one: Launching, by = table) {
  const spot = {
    acquire: async () =>
      Promise.resolve({ kind: 'Launched' as const, instance: one.instance, refused: [] }),
    release: async () => Promise.reject(new TypeError('the instance is terminated')),
  };
  const { jobId, attempt } = one.job;
  const model = one.job.model;
  return launchInstance(
    { jobId, attempt },
    {
      ...{ jobs: new LaunchStore(by), dispatcher: spot, seats: seatsOf(one) },
      prices: new PriceStore(table),
      market: new SpotMarket(cloud.ec2),
      parameters: { get: async () => Promise.resolve(undefined) },
      ...{ stage: 'test', region: 'eu-north-1', imageParameter: 'ami', models: [model] },
      ...{
        instanceTypes: ['g4dn.xlarge'],
        zones: ['eu-north-1a'],
        onDemandFallback: false,
        rootGib: 40,
      },
      ...{ heartbeatSeconds: 60, timeoutSeconds: 600, maxAudioSeconds: 3600, holds: NO_HOLDS },
      ...{ capacityPatienceSeconds: 60, capacityRetrySeconds: 60 },
    },
  );
}

async function timelineOf({ job }: Launching): Promise<TimelineEvent['what'][]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
      ExpressionAttributeValues: { ':pk': jobKey(job.jobId).pk, ':event': 'event#' },
    }),
  );
  return Items.map((item) => TimelineEvent.parse(item).what).filter((what) => what !== 'created');
}

describe("EC2's events that come before Launch has recorded the instance", () => {
  test('are in the job and in its timeline, in order, once', async () => {
    const one = await launching();
    for (const kind of ['warned', 'running', 'warned'] as const) await told(one, kind);
    expect(await jobs.instance(one.instance.id)).toBeUndefined();
    expect(await launch(one)).toMatchObject({ outcome: 'launched', instanceId: one.instance.id });
    await told(one, 'running');

    const { instance } = (await jobs.job(one.job.jobId)) ?? {};
    expect(instance).toMatchObject({ id: one.instance.id, runningAt: TIMES.running });
    expect(instance).not.toHaveProperty('endedAt');
    expect(await timelineOf(one)).toEqual(['instance-launched', 'running', 'interruption-warned']);
    expect(await jobs.instance(one.instance.id)).toMatchObject({ attempt: 1 });
  });

  test('and are its end: AwaitTranscript finds it, and the seat is free', async () => {
    const one = await launching();
    await told(one, 'terminated');
    await launch(one);
    const { instance } = (await jobs.job(one.job.jobId)) ?? {};
    const at = TIMES.terminated;
    expect(instance).toMatchObject({ endedAt: at, terminatedAt: at });
    expect(one.released).toEqual([1]);
  });

  test('do not hide that the job has moved on', async () => {
    const one = await launching();
    await told(one, 'running');
    const late = { jobId: one.job.jobId, attempt: 2 };
    const recorded = jobs.recordLaunch(late, { instance: one.instance, moreEvents: [] });
    await expect(recorded).rejects.toBeInstanceOf(StaleWrite);
  });
});

test('an instance that is recorded twice keeps what EC2 has told between', async () => {
  const one = await launching();
  const record = async () => jobs.recordLaunch(one.job, { instance: one.instance, moreEvents: [] });
  await record();
  await told(one, 'running');
  expect(await record()).toMatchObject({ runningAt: TIMES.running });
  expect((await jobs.job(one.job.jobId))?.instance).toMatchObject({ runningAt: TIMES.running });
  expect(await timelineOf(one)).toEqual(['instance-launched', 'running']);
});

test('no event is lost, in whichever order its calls and those of Launch reach the table', async () => {
  const kinds = fc.uniqueArray(fc.constantFrom(...(Object.keys(TIMES) as InstanceChange[])), {
    minLength: 1,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(kinds, fc.infiniteStream(fc.nat(11)), async (events, choices) => {
      const one = await launching();
      await inTurns(choices, [
        (turn) => launch(one, tableOf(turn)),
        ...events.map((kind) => (turn: Turn) => told(one, kind, tableOf(turn))),
      ]);
      const what = {
        ...{ running: 'running', warned: 'interruption-warned', ended: 'instance-ended' },
        ...{ rebalance: 'rebalance-recommended', terminated: 'instance-terminated' },
      };
      const timeline = await timelineOf(one);
      expect(timeline.sort()).toEqual(
        ['instance-launched', ...events.map((kind) => what[kind])].sort(),
      );
      const isOver = events.includes('ended') || events.includes('terminated');
      const { instance } = (await jobs.job(one.job.jobId)) ?? {};
      expect({
        isRunning: instance?.runningAt !== undefined,
        isOver: instance?.endedAt !== undefined,
        isSeatFree: one.released.length > 0,
      }).toEqual({
        isRunning: events.includes('running'),
        isOver,
        isSeatFree: events.includes('terminated'),
      });
    }),
    { numRuns: 40 },
  );
});

/** The table, each call of which waits for its turn. */
function tableOf(turn: Turn): JobsTable {
  const own = new JobsTable(table.name, dynamo);
  const send = own.client.send.bind(own.client) as (command: unknown) => Promise<unknown>;
  const inTurn = async (command: unknown) => {
    await turn();
    return send(command);
  };
  return Object.assign(own, { client: Object.assign(own.client, { send: inTurn }) });
}
