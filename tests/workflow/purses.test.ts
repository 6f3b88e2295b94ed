import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { Purses } from '../../core/aws/dynamodb/purses.ts';
import { newJobId } from '../../core/base/job-id.ts';
import { OverBudget } from '../../core/budgets/over-budget.ts';
import { microUsd, ownerPurse, type Purse } from '../../core/budgets/purse.ts';
import { aJob } from '../support/a-job.ts';
import { beforeRead } from '../support/before-read.ts';
import { watchWrites, withLoss } from '../support/lost-answers.ts';
import { scratchTable } from '../support/scratch-table.ts';
import { TestCloud } from '../support/test-cloud.ts';

const NOW = Date.parse('2026-11-30T23:00:00.000Z');
const LONG_AFTER = NOW + 16 * 60_000;
const USD = 1_000_000;

let cloud: TestCloud;
let table: JobsTable;
let jobs: JobStore;
let now: number;
let purses: Purses;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  table = await scratchTable(cloud, 'purses');
  jobs = new JobStore(table);
  purses = new Purses(table, () => new Date(now));
});
afterAll(() => cloud.leave());
beforeEach(() => {
  now = NOW;
});

function aPurse(limit: number): Purse {
  return { name: ownerPurse(newJobId(), '2026-11'), limit };
}

async function refusal(purse: Purse, amount: number): Promise<OverBudget> {
  try {
    await purses.reserve(purse, amount, newJobId());
  } catch (error) {
    if (error instanceof OverBudget) return error;
    throw error;
  }
  throw new TypeError('it was reserved');
}

describe('money that is reserved', () => {
  test('200 at once, against money for 20: exactly 20 have it', async () => {
    const purse = aPurse(5 * USD);
    const all = Array.from({ length: 200 }, () => purses.reserve(purse, 0.25 * USD, newJobId()));
    const ended = await Promise.allSettled(all);
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect(await purses.state(purse.name)).toMatchObject({ committed: 5 * USD, held: 5 * USD });
  });

  test('a refusal says what is left, what it needs, and when there may be more', async () => {
    const purse = aPurse(2 * USD);
    await purses.keep(await purses.reserve(purse, 1.5 * USD, newJobId()));
    const maybe = await refusal(purse, 0.75 * USD);
    expect(maybe).toMatchObject({ leftUsd: 0.5, mayFitLater: true, retryAfterSeconds: 300 });
    expect(maybe.message).toBe(
      'The budget of 2026-11 has 0.5 USD left of 2, and this may cost 0.75. Jobs hold 1.5 USD of it, and give back what they do not use. The next month begins on 2026-12-01 at 00:00 UTC.',
    );
    expect(await refusal(purse, 2.5 * USD)).toMatchObject({
      mayFitLater: false,
      retryAfterSeconds: 3600,
    });
  });

  test('what is given back is there again, once', async () => {
    const purse = aPurse(USD);
    const reserved = await purses.reserve(purse, USD, newJobId());
    await purses.giveBack(reserved);
    await purses.giveBack(reserved);
    await purses.keep(reserved);
    expect(await purses.state(purse.name)).toMatchObject({ committed: 0, held: 0 });
  });

  test('that came back after the purse had refused is taken, and no refusal says that there is enough', async () => {
    const purse = aPurse(USD);
    const other = await purses.reserve(purse, USD, newJobId());
    // It reads once for each refusal, and once for what others have left behind.
    const changing = beforeRead(table, 3, () => purses.giveBack(other));
    const late = new Purses(changing, () => new Date(now));
    await late.reserve(purse, USD, newJobId());
    expect(await purses.state(purse.name)).toMatchObject({ committed: USD, held: USD });
  });

  test('each month has a purse of its own', async () => {
    const november = aPurse(USD);
    const december = { ...november, name: november.name.replace('2026-11', '2026-12') };
    await purses.reserve(november, USD, newJobId());
    await purses.reserve(december, USD, newJobId());
    await expect(refusal(november, 1)).resolves.toMatchObject({ leftUsd: 0 });
  });

  test('a reservation whose answer was lost is found, and counts once', async () => {
    const purse = aPurse(USD);
    const undo = watchWrites();
    try {
      await withLoss(0, () => purses.reserve(purse, USD, newJobId()));
    } finally {
      undo();
    }
    expect((await refusal(purse, USD)).leftUsd).toBe(0);
    now = LONG_AFTER;
    await purses.reserve(purse, USD, newJobId());
    expect(await purses.state(purse.name)).toMatchObject({ committed: USD });
  });
});

/** Where the function ends that creates the job. */
const FATES = [
  'kept',
  'refused',
  'dies before the job',
  'dies after the job',
  'answer lost',
] as const;

const attempts = fc.array(
  fc.record({ amount: fc.integer({ min: 1, max: 40 }), fate: fc.constantFrom(...FATES) }),
  { minLength: 1, maxLength: 60 },
);
type Attempt = { amount: number; fate: (typeof FATES)[number] };

/** @returns the amount that a stored job has */
async function create(purse: Purse, { amount, fate }: Attempt): Promise<number> {
  const jobId = newJobId();
  const reserved = await purses.reserve(purse, amount, jobId);
  if (fate === 'refused') await purses.giveBack(reserved);
  if (fate === 'refused' || fate === 'dies before the job') return 0;
  const { mark } = reserved;
  await jobs.create(aJob({ jobId, holds: [{ purse: purse.name, amount, mark }] }));
  if (fate === 'kept') await purses.keep(reserved);
  return amount;
}

async function attempted(purse: Purse, attempt: Attempt): Promise<number> {
  try {
    if (attempt.fate !== 'answer lost') return await create(purse, attempt);
    // Refused at first, it may have had room when it asked again: no answer was lost then.
    const { answer } = await withLoss(0, () => create(purse, attempt));
    return typeof answer === 'number' ? answer : 0;
  } catch (error) {
    if (error instanceof OverBudget) return 0;
    throw error;
  }
}

test('however many jobs are created at once, and wherever their functions die: never above the limit, and all that no job has comes back', async () => {
  const undo = watchWrites();
  try {
    await fc.assert(
      fc.asyncProperty(attempts, fc.integer({ min: 1, max: 400 }), async (all, limit) => {
        now = NOW;
        const purse = aPurse(limit);
        let isOver = false;
        const held = await Promise.all(
          all.map(async (attempt) => {
            const amount = await attempted(purse, attempt);
            const { committed } = await purses.state(purse.name);
            isOver ||= committed > limit;
            return amount;
          }),
        );
        expect(isOver).toBe(false);
        now = LONG_AFTER;
        await refusal(purse, limit + 1);
        const sum = held.reduce((one, other) => one + other, 0);
        expect(await purses.state(purse.name)).toMatchObject({ committed: sum, held: sum });
      }),
      { numRuns: 20 },
    );
  } finally {
    undo();
  }
});

test('an amount is rounded up to a millionth of a dollar', () => {
  expect([microUsd(0.1), microUsd(0.000_000_1), microUsd(1.1)]).toEqual([100_000, 1, 1_100_000]);
});
