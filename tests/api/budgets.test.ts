import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OwnerBudgetRegistry } from '../../core/aws/dynamodb/owner-budget-registry.ts';
import { Purses } from '../../core/aws/dynamodb/purses.ts';
import { monthAt, ownerPurse, usdOf } from '../../core/budgets/purse.ts';
import { Costs } from '../../core/view/costs-view.ts';
import { ask, askAgain, expectProblem } from '../support/ask.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';

const BODY = { audio: { upload: { filename: 'a.wav', bytes: 44_000 } }, maxCostUsd: 0.2 };

let cloud: TestCloud;
let registry: OwnerBudgetRegistry;
let purses: Purses;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  registry = new OwnerBudgetRegistry(cloud.table);
  purses = new Purses(cloud.table);
});
afterAll(() => cloud.leave());

const thisMonth = (owner: string) => ownerPurse(owner, monthAt(new Date()));

async function costs(key: string) {
  const { text } = await ask(cloud, { method: 'GET', path: '/costs', key });
  return Costs.parse(JSON.parse(text));
}

async function create(key: string, more: object = {}) {
  const headers = { 'idempotency-key': randomUUID() };
  return askAgain(cloud, { body: { ...BODY, ...more }, key, headers });
}

/** What a job of that body holds, in USD. */
async function heldByOne(): Promise<number> {
  const owner = 'one-job';
  await registry.set({ owner, usd: 100 });
  expect((await create(await keyOf(cloud, owner))).status).toBe(202);
  return usdOf((await purses.state(thisMonth(owner))).committed);
}

describe('a budget of a month', () => {
  test('200 jobs at once, and money for 20: exactly 20 are created', async () => {
    const one = await heldByOne();
    expect(one).toBeGreaterThan(BODY.maxCostUsd);
    const owner = 'crowd';
    const usd = Math.round(20.5 * one * 1e6) / 1e6;
    await registry.set({ owner, usd });
    const key = await keyOf(cloud, owner);
    const answers = await Promise.all(Array.from({ length: 200 }, () => create(key)));
    const refused = answers.filter(({ status }) => status !== 202);
    expect(refused).toHaveLength(180);
    expect((await cloud.lists.ofOwner({ owner, limit: 100 })).jobs).toHaveLength(20);
    const { committed, held } = await purses.state(thisMonth(owner));
    expect([usdOf(committed), usdOf(held)]).toEqual([
      expect.closeTo(20 * one, 6),
      expect.closeTo(20 * one, 6),
    ]);
    expect((await costs(key)).budget).toEqual({
      limitUsd: usd,
      committedUsd: usdOf(committed),
      heldUsd: usdOf(held),
      leftUsd: expect.closeTo(0.5 * one, 5),
    });
    for (const answer of refused) {
      const problem = expectProblem(answer, 429, 'over-budget');
      expect(problem.budget).toMatchObject({ month: monthAt(new Date()), neededUsd: one });
      expect(problem.budget?.leftUsd).toBeLessThan(one);
      expect(problem.detail).toContain(`this may cost ${one}`);
      expect(answer.headers.get('retry-after')).toBe('300');
    }
  });
});
