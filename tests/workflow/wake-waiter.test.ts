/** Which job of the table tries again when a machine has ended. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CapacityWaiters } from '../../core/aws/dynamodb/capacity-waiters.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { newJobId } from '../../core/base/job-id.ts';
import type { Job } from '../../core/job/job.ts';
import { wakeWaiter, type WakeWaiterPorts } from '../../core/steps/upkeep/wake-waiter.ts';
import { aJob } from '../support/a-job.ts';
import { scratchTable } from '../support/scratch-table.ts';
import { TestCloud } from '../support/test-cloud.ts';

let cloud: TestCloud;
let table: JobsTable;
let jobs: JobStore;
let ended: string[];
let over: Set<string>;
let using: WakeWaiterPorts;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
beforeEach(async () => {
  table = await scratchTable(cloud, `waiters-${newJobId()}`);
  jobs = new JobStore(table);
  ended = [];
  over = new Set();
  using = {
    waiters: new CapacityWaiters(table),
    // A task token ends its task once.
    answers: { succeed: (token) => Promise.resolve(!over.has(token) && ended.push(token) > 0) },
  };
});
afterAll(() => cloud.leave());

const minutes = (of: number) => new Date(Date.now() + of * 60_000).toISOString();

async function waits(token: string, since: number, given: Partial<Job> = {}): Promise<Job> {
  const job = aJob({
    ...{ owner: 'anna', status: 'queued', attempt: 1, waitToken: token },
    queuedBecause: {
      ...{ code: 'QuotaReached', message: 'full', tries: 1 },
      ...{ since: minutes(-since), retryAt: minutes(5) },
    },
    ...given,
    jobId: newJobId(),
  });
  await jobs.create(job);
  return job;
}

test('the longest waiter, which Launch lets try from then on', async () => {
  await waits('short', 3);
  const { jobId } = await waits('long', 20);
  await wakeWaiter('bert', using);
  expect(ended).toEqual(['long']);
  const after = await jobs.job(jobId);
  expect(Date.parse(after?.queuedBecause?.retryAt ?? '')).toBeLessThanOrEqual(Date.now());
});

test('machines that end together wake a job each, and no job twice', async () => {
  await Promise.all(['a', 'b', 'c'].map((token, nth) => waits(token, nth)));
  await Promise.all(Array.from({ length: 5 }, () => wakeWaiter('anna', using)));
  expect(ended.sort()).toEqual(['a', 'b', 'c']);
});

test('one whose pause another ended, with a clock that is ahead, is woken no second time', async () => {
  await waits('a', 9);
  for (const seen of await using.waiters.all()) {
    expect(await using.waiters.endPause(seen, new Date(Date.now() + 2000))).toBe(true);
    expect(await using.waiters.endPause(seen, new Date())).toBe(false);
  }
  expect.assertions(2);
});

test('a job whose pause ended by itself leaves the machine to the next', async () => {
  await waits('over', 20);
  await waits('waits', 3);
  over.add('over');
  await wakeWaiter('anna', using);
  expect(ended).toEqual(['waits']);
});

test('none that waits for a later day, runs, has another reason, or is about to wait', async () => {
  await waits('another day', 9, { notBefore: minutes(600) });
  await waits('runs', 9, { status: 'launching' });
  const retry = { since: minutes(-9), retryAt: minutes(5), message: 'm', tries: 1 };
  await waits('throttled', 9, { queuedBecause: { code: 'Throttled', ...retry } });
  await waits('', 9, { waitToken: undefined });
  await wakeWaiter('anna', using);
  expect(ended).toEqual([]);
});

test('a fault of it is no fault of the event', async () => {
  await waits('a', 9);
  const answers = { succeed: () => Promise.reject(new Error('no Step Functions')) };
  await expect(wakeWaiter('anna', { ...using, answers })).resolves.toBeUndefined();
});
