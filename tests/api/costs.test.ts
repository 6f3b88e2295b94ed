import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { newJobId } from '../../core/base/job-id.ts';
import type { JobInstance } from '../../core/job/job.ts';
import { Costs } from '../../core/view/costs-view.ts';
import { costReceipt } from '../../core/view/cost-receipt.ts';
import { aJob } from '../support/a-job.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { aResult } from '../support/task-result.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';

const OWNER = 'the-spender';
const at = (time: string) => `2026-02-${time}.000Z`;

const instance: JobInstance = {
  ...{ id: 'i-0123456789abcdef0', type: 'g4dn.xlarge', market: 'spot', zone: 'eu-north-1a' },
  ...{ imageId: 'ami-0', runningAt: at('03T10:00:00'), endedAt: at('03T10:10:00') },
  ...{ usdPerHour: 0.18, rootGib: 40 },
};
const result = aResult({ durationSeconds: 600.5 });
const ran = { status: 'completed', attempt: 1, instance, result } as const;

let cloud: TestCloud;
let key: string;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  key = await keyOf(cloud, OWNER);
});
afterAll(() => cloud.leave());

async function costs(query = '', as = key): Promise<z.infer<typeof Costs>> {
  const { status, text } = await ask(cloud, { method: 'GET', path: `/costs${query}`, key: as });
  expect({ status, text }).toMatchObject({ status: 200 });
  return Costs.parse(JSON.parse(text));
}

describe('GET /costs', () => {
  test('is zero without jobs, for this month', async () => {
    expect(await costs()).toMatchObject({
      month: new Date().toISOString().slice(0, 7),
      ...{ usd: 0, jobs: 0, audioSeconds: 0, running: 0, budgetUsd: null, nextCursor: null },
    });
  });

  test('adds up the receipts of the jobs that were created in the month, and of no other', async () => {
    const jobs = [
      aJob({ ...ran, createdAt: at('01T00:00:00') }),
      aJob({ ...ran, createdAt: at('28T23:59:59') }),
      aJob({ status: 'awaiting_upload', createdAt: at('05T00:00:00') }),
      aJob({ ...ran, createdAt: '2026-01-31T23:59:59.999Z' }),
      aJob({ ...ran, createdAt: '2026-03-01T00:00:00.000Z' }),
    ].map((job) => ({ ...job, owner: OWNER, jobId: newJobId() }));
    for (const job of jobs) await cloud.jobs.create(job);
    const [first] = jobs;
    const usd = (first && costReceipt(first, new Date())?.totalUsd) ?? 0;
    expect(usd).toBeGreaterThan(0.03);
    const february = await costs('?month=2026-02');
    expect(february).toMatchObject({ month: '2026-02', jobs: 3, audioSeconds: 1201, running: 1 });
    expect(february.usd).toBeCloseTo(2 * usd, 8);
    expect(february.counted).toContain('deleted jobs');
    expect(await costs('?month=2026-01')).toMatchObject({ jobs: 1, usd });
    const stranger = await keyOf(cloud, 'the-other-spender');
    expect(await costs('?month=2026-02', stranger)).toMatchObject({ usd: 0, jobs: 0 });
  });

  test.each(['2026-13', '2026-2', 'now', '1999-12', ''])('refuses the month %j', async (month) => {
    const answer = await ask(cloud, { method: 'GET', path: `/costs?month=${month}`, key });
    expectProblem(answer, 422, 'invalid');
  });
});
