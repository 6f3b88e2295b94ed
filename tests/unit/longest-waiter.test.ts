import { expect, test } from 'vitest';
import { longestFirst, type CapacityWaiter } from '../../core/machines/longest-waiter.ts';
import type { QueuedBecause } from '../../core/job/job.ts';

const now = new Date('2026-11-30T12:00:00.000Z');
const minutes = (of: number) => new Date(now.getTime() + of * 60_000).toISOString();

function waiter(jobId: string, waited: number, given: Partial<QueuedBecause> = {}): CapacityWaiter {
  return {
    ...{ jobId, owner: jobId.split('-')[0] ?? '', attempt: 1, waitToken: `of ${jobId}` },
    because: {
      ...{ code: 'QuotaReached', message: 'full', tries: 1 },
      ...{ since: minutes(-waited), retryAt: minutes(5), ...given },
    },
  };
}

const woken = (waiting: readonly CapacityWaiter[], owner?: string) =>
  longestFirst(waiting, owner, now).map(({ jobId }) => jobId);

test('the job that waits longest is the first, whoever its owner is', () => {
  const waiting = [waiter('anna-1', 3), waiter('bert-1', 20, { code: 'NoCapacity' })];
  expect(woken(waiting, 'anna')).toEqual(['bert-1', 'anna-1']);
  expect(woken(waiting)).toEqual(['bert-1', 'anna-1']);
});

test("one that its owner's share holds back is woken only by a machine of its owner", () => {
  const waiting = [waiter('bert-1', 20, { isOwnShare: true }), waiter('anna-1', 3)];
  expect(woken(waiting, 'anna')).toEqual(['anna-1']);
  expect(woken(waiting, 'bert')).toEqual(['bert-1', 'anna-1']);
  expect(woken(waiting)).toEqual(['anna-1']);
});

test('jobs with another reason to wait are left alone, and those whose pause is over', () => {
  const waiting = [
    waiter('anna-1', 30, { code: 'Throttled' }),
    waiter('anna-2', 30, { code: 'Batch' }),
    waiter('anna-3', 30, { retryAt: minutes(0) }),
    waiter('anna-4', 1),
  ];
  expect(woken(waiting, 'anna')).toEqual(['anna-4']);
});
