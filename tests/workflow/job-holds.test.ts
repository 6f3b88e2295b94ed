import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { jobKey } from '../../core/aws/dynamodb/items.ts';
import { JobHolds } from '../../core/aws/dynamodb/job-holds.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { OwnerBudgetRegistry } from '../../core/aws/dynamodb/owner-budget-registry.ts';
import { OwnerBudgets } from '../../core/aws/dynamodb/owner-budgets.ts';
import { PriceStore } from '../../core/aws/dynamodb/price-store.ts';
import { Purses } from '../../core/aws/dynamodb/purses.ts';
import { Timelines } from '../../core/aws/dynamodb/timelines.ts';
import { JobFailure } from '../../core/base/job-errors.ts';
import { newJobId } from '../../core/base/job-id.ts';
import { OverBudget } from '../../core/budgets/over-budget.ts';
import { microUsd, ownerPurse, usdOf, type Purse } from '../../core/budgets/purse.ts';
import { secondsPaidFor } from '../../core/costs/cost-ceiling.ts';
import { notMeasured } from '../../core/costs/speed-estimate.ts';
import { workOutQuote } from '../../core/costs/work-out-quote.ts';
import type { Job, JobInstance } from '../../core/job/job.ts';
import { reserving } from '../../core/steps/arrivals/reserve-money.ts';
import { holdForAttempt } from '../../core/steps/attempts/hold-for-attempt.ts';
import { mostOfJob } from '../../core/steps/requests/most-of-job.ts';
import { settleHolds } from '../../core/steps/upkeep/settle-holds.ts';
import { costReceipt } from '../../core/view/cost-receipt.ts';
import { aJob } from '../support/a-job.ts';
import { beforeRead } from '../support/before-read.ts';
import { watchWrites, withLoss } from '../support/lost-answers.ts';
import { auditOf } from '../support/money-audit.ts';
import { scratchTable } from '../support/scratch-table.ts';
import { TestCloud } from '../support/test-cloud.ts';

const NOON = Date.parse('2026-11-30T12:00:00.000Z');
const TYPE = 'g4dn.xlarge';
const machines = {
  ...{ region: 'eu-north-1', instanceTypes: [TYPE], zones: ['eu-north-1a'], rootGib: 40 },
  onDemandFallback: true,
};

let cloud: TestCloud;
let table: JobsTable;
let jobs: JobStore;
let purses: Purses;
let holds: JobHolds;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  table = await scratchTable(cloud, 'holds');
  jobs = new JobStore(table);
  purses = new Purses(table);
  holds = new JobHolds(table);
});
afterAll(() => cloud.leave());

const costed = () => ({ ...machines, prices: new PriceStore(table), maxAudioSeconds: 43_200 });

function quoteOf(durationSeconds: number) {
  const model = 'kb-whisper-small';
  const speeds = { [TYPE]: notMeasured(model) };
  const known = { prices: undefined, speeds, now: new Date(NOON) };
  return workOutQuote({ durationSeconds, model }, machines, known);
}

function aPurse(usd: number): Purse {
  return { name: ownerPurse(newJobId(), '2026-11'), limit: microUsd(usd) };
}

/** @throws OverBudget */
async function created(purse: Purse, given: Partial<Job> = {}): Promise<Job> {
  const job = aJob({ quote: quoteOf(600), ...given, jobId: newJobId() });
  const money = {
    purses,
    budgets: { purse: async () => Promise.resolve(undefined) },
    mostUsd: async (one: Job, now: Date) => mostOfJob(one, now, costed()),
  };
  const using = { jobs, money, now: new Date() };
  return reserving({ job, purses: [purse] }, async (held) => jobs.create(held), using);
}

async function begin(job: Job): Promise<Job> {
  return holdForAttempt(job, new Date(NOON), { ...costed(), holds });
}

/** A machine that ran for so many seconds, and has ended unless `open`. */
function ran(seconds: number, attempt: number): JobInstance {
  const endedAt = new Date(NOON + seconds * 1000).toISOString();
  const at = new Date(NOON).toISOString();
  return {
    ...{ id: `i-${attempt}`, type: TYPE, market: 'on-demand', zone: 'eu-north-1a' },
    ...{ imageId: 'ami-1', rootGib: 40, attempt, launchedAt: at, runningAt: at, endedAt },
  };
}

async function change({ jobId }: Job, set: Partial<Job>): Promise<Job> {
  const names = Object.keys(set);
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: jobKey(jobId),
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(set).map(([name, value]) => [`:${name}`, value]),
      ),
    }),
  );
  return read(jobId);
}

async function read(jobId: string): Promise<Job> {
  const job = await jobs.job(jobId);
  if (!job) throw new TypeError(`there is no job ${jobId}`);
  return job;
}

async function settle(job: Job, isLast = false): Promise<void> {
  await settleHolds(job, { holds }, { now: new Date(NOON + 3600_000), isLast });
}

const ended = (job: Job) => change(job, { status: 'completed', endedAt: job.updatedAt });
const costOf = (job: Job) => microUsd(costReceipt(job, new Date(NOON))?.totalUsd ?? 0);

test('a month that begins has the whole budget again, whatever the one before has left', async () => {
  const owner = newJobId();
  await new OwnerBudgetRegistry(table).set({ owner, usd: 0.1 });
  const money = {
    purses,
    budgets: new OwnerBudgets(table, 0),
    mostUsd: async () => Promise.resolve(0.1),
  };
  const create = async (at: string) => {
    const job = aJob({ owner, jobId: newJobId() });
    const now = new Date(at);
    const held = await reserving({ job }, async (one) => jobs.create(one), { jobs, money, now });
    return held.holds?.map(({ purse }) => purse);
  };
  expect(await create('2026-11-30T23:59:59.999Z')).toEqual([ownerPurse(owner, '2026-11')]);
  await expect(create('2026-11-30T23:59:59.999Z')).rejects.toMatchObject({ leftUsd: 0 });
  expect(await create('2026-12-01T00:00:00.000Z')).toEqual([ownerPurse(owner, '2026-12')]);
  await expect(create('2026-12-31T23:59:59.999Z')).rejects.toThrow(OverBudget);
});

describe('what a job holds', () => {
  test('its quote twice; at its end all but what it cost comes back, once', async () => {
    const purse = aPurse(5);
    const job = await created(purse);
    const [hold] = job.holds ?? [];
    expect(usdOf(hold?.amount ?? 0)).toBeGreaterThan(2 * (job.quote?.costUsd.high ?? NaN));
    const over = await ended(await change(await begin(job), { instance: ran(100, 1) }));
    await Promise.all([settle(over), settle(over), settle(over)]);
    const cost = costOf(over);
    expect(await purses.state(purse.name)).toMatchObject({ committed: cost, held: 0 });
    expect((await read(job.jobId)).holds).toEqual([
      { purse: purse.name, amount: cost, settled: true },
    ]);
  });

  test('while its machine runs on, what that may still cost is held', async () => {
    const purse = aPurse(5);
    const { endedAt: _, ...running } = ran(0, 1);
    const job = await ended(await change(await created(purse), { instance: running }));
    await settle(job);
    const { committed, held } = await purses.state(purse.name);
    expect(committed).toBe(held);
    expect(committed).toBeGreaterThan(costOf(job));
    await settle(await change(job, { instance: ran(100, 1) }));
    expect((await purses.state(purse.name)).held).toBe(0);
  });

  test('of a job that is deleted meanwhile, what is held counts as spent', async () => {
    const purse = aPurse(5);
    const { endedAt: _, ...running } = ran(0, 1);
    const job = await ended(await change(await created(purse), { instance: running }));
    await settle(job);
    const { committed } = await purses.state(purse.name);
    await settle(job, true);
    expect(await purses.state(purse.name)).toMatchObject({ committed, held: 0 });
  });

  test('a job whose length is known only at its launch holds what it may cost then, or fails', async () => {
    const hour = aJob({ quote: quoteOf(3600) });
    const most = microUsd(await mostOfJob(hour, new Date(NOON), costed()));
    const purse = { ...aPurse(5), limit: most };
    const short = await created(purse, { quote: undefined });
    const long = { ...short, quote: quoteOf(3600) };
    expect((await begin(long)).holds).toEqual([{ purse: purse.name, amount: most }]);
    expect((await purses.state(purse.name)).committed).toBe(most);
    await expect(created(purse)).rejects.toThrow(OverBudget);
    const longer = { ...(await read(short.jobId)), quote: quoteOf(40_000) };
    const refused: unknown = await begin(longer).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(JobFailure);
    expect(refused).toMatchObject({ code: 'BudgetExceeded' });
    expect((await purses.state(purse.name)).committed).toBe(most);
  });

  test('a further attempt holds more, if there is more; else what is left has to be enough', async () => {
    const purse = aPurse(5);
    const job = await created(purse);
    const before = job.holds?.[0]?.amount ?? NaN;
    const again = await change(job, { earlierInstances: [ran(60, 1)], attempt: 2 });
    expect((await begin(again)).holds?.[0]?.amount).toBeGreaterThan(before + 5000);

    const tight = { ...aPurse(5), limit: before };
    const other = await change(await created(tight), {
      earlierInstances: [ran(60, 1)],
      attempt: 2,
    });
    expect((await begin(other)).holds?.[0]?.amount).toBe(before);
    const { high } = other.quote?.costUsd ?? { high: NaN };
    const long = await change(other, {
      earlierInstances: [ran(60, 1), ran((high / 0.55) * 3600, 2)],
      attempt: 3,
    });
    await expect(begin(long)).rejects.toMatchObject({ code: 'BudgetExceeded' });
  });

  test('money that comes back after the purse had refused is taken', async () => {
    const purse = aPurse(5);
    const job = await created(purse);
    const before = job.holds?.[0]?.amount ?? NaN;
    const again = await change(job, { earlierInstances: [ran(60, 1)], attempt: 2 });
    const other = await purses.reserve(purse, purse.limit - before, newJobId());
    // It reads the limit, then why its write was refused.
    const late = new JobHolds(beforeRead(table, 2, () => purses.giveBack(other)));
    const held = await holdForAttempt(again, new Date(NOON), { ...costed(), holds: late });
    expect(held.holds?.[0]?.amount).toBeGreaterThan(before + 5000);
    expect((await purses.state(purse.name)).committed).toBe(held.holds?.[0]?.amount);
  });

  test('money of a function that had died is taken', async () => {
    const purse = aPurse(5);
    const job = await created(purse);
    const before = job.holds?.[0]?.amount ?? NaN;
    const again = await change(job, { earlierInstances: [ran(60, 1)], attempt: 2 });
    const died = new Purses(table, () => new Date(Date.now() - 16 * 60_000));
    await died.reserve(purse, purse.limit - before, newJobId());
    const held = (await begin(again)).holds?.[0]?.amount;
    expect(held).toBeGreaterThan(before + 5000);
    expect((await purses.state(purse.name)).committed).toBe(held);
  });

  test('what it cost beyond that is counted as far as the purse has it', async () => {
    const purse = aPurse(5);
    const job = await created(purse);
    const amount = job.holds?.[0]?.amount ?? NaN;
    const late = await ended(await change(job, { instance: ran(20_000, 1) }));
    await settle(late);
    expect(await purses.state(purse.name)).toMatchObject({ committed: costOf(late), held: 0 });
    const tight = { ...aPurse(5), limit: amount + 1000 };
    const other = await created(tight);
    await settle(await ended(await change(other, { instance: ran(20_000, 1) })));
    expect((await purses.state(tight.name)).committed).toBe(tight.limit);
  });
});

const lives = fc.array(
  fc.record({
    audioSeconds: fc.integer({ min: 1, max: 7200 }),
    maxCostUsd: fc.option(fc.constantFrom(0.05, 0.2, 1), { nil: undefined }),
    /** How much of the time that is paid for each of its machines runs. */
    attempts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
    status: fc.constantFrom('completed' as const, 'cancelled' as const, 'failed' as const),
    isDeleted: fc.boolean(),
    /** Number of the write of its end whose answer is lost. */
    lost: fc.nat(4),
  }),
  { minLength: 1, maxLength: 12 },
);
type Life = typeof lives extends fc.Arbitrary<(infer One)[]> ? One : never;

/** Begins its attempts, as long as there is money for them. */
async function run(job: Job, { attempts }: Life): Promise<void> {
  for (const [nth, share] of attempts.entries()) {
    const paid = await begin(await read(job.jobId));
    const seconds = secondsPaidFor(paid, { type: TYPE, region: machines.region }) + 60;
    const earlierInstances = [...paid.earlierInstances, ran(share * Math.max(0, seconds), nth + 1)];
    await change(job, { earlierInstances, attempt: nth + 2 });
  }
}

/** @returns undefined if there was no money for the job */
async function live(life: Life, purse: Purse): Promise<Job | undefined> {
  const { audioSeconds, maxCostUsd, status } = life;
  try {
    const job = await created(purse, { quote: quoteOf(audioSeconds), maxCostUsd });
    await run(job, life).catch((error: unknown) => {
      if (!(error instanceof JobFailure)) throw error;
    });
    const over = await change(job, { status, endedAt: new Date(NOON).toISOString() });
    await Promise.all([withLoss(life.lost, () => settle(over)), settle(over)]);
    await settle(over, life.isDeleted);
    return await read(job.jobId);
  } catch (error) {
    if (error instanceof OverBudget) return undefined;
    throw error;
  }
}

test('whatever jobs there are at once, however they end, and whose answers are lost: never above the limit, and in the end what they cost', async () => {
  const undo = watchWrites();
  try {
    await fc.assert(
      fc.asyncProperty(lives, fc.double({ min: 0.05, max: 3, noNaN: true }), async (all, usd) => {
        const purse = aPurse(usd);
        let most = 0;
        const look = async () => {
          most = Math.max(most, (await purses.state(purse.name)).committed);
        };
        const over = await Promise.all(
          all.map(async (life) => {
            const job = await live(life, purse);
            await look();
            return job;
          }),
        );
        const there = over.filter((job) => job !== undefined);
        const cost = there.reduce((sum, job) => sum + costOf(job), 0);
        expect(most).toBeLessThanOrEqual(purse.limit);
        expect(await purses.state(purse.name)).toMatchObject({ committed: cost, held: 0 });
        const timelines = new Timelines(table);
        const told = await Promise.all(there.map(async ({ jobId }) => timelines.of(jobId)));
        const audit = auditOf(told, purse.name);
        expect(audit.most).toBeLessThanOrEqual(usdOf(purse.limit));
        expect(audit.last).toBeCloseTo(usdOf(cost), 6);
      }),
      { numRuns: 15 },
    );
  } finally {
    undo();
  }
});
