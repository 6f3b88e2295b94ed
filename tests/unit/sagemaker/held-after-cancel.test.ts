/** What a job that was cancelled at the endpoint goes on holding of its budget. */
import { expect, test } from 'vitest';
import { costOfEnded } from '../../../core/steps/upkeep/cost-of-ended.ts';
import { microUsd } from '../../../core/budgets/purse.ts';
import { costReceipt } from '../../../core/view/cost-receipt.ts';
import { aJob } from '../../support/a-job.ts';

const HOUR_USD = 0.9;
const begunAt = '2026-11-30T12:00:00.000Z';
const now = new Date('2026-11-30T12:10:00.000Z');

function cancelled(endedAt?: string) {
  return aJob({
    ...{ status: 'cancelled', attempt: 1, route: 'sagemaker' },
    instance: {
      ...{ id: 'sagemaker:job-1', type: 'ml.g4dn.xlarge', market: 'sagemaker' },
      ...{ zone: 'eu-north-1', imageId: 'none', launchedAt: begunAt, runningAt: begunAt },
      ...{ usdPerHour: HOUR_USD, invocation: { outputKey: 'o', failureKey: 'f' } },
      ...(endedAt !== undefined && { endedAt }),
    },
  });
}

test('a request that works on holds a whole hour, the longest that it may take', () => {
  const { amount, isFinal } = costOfEnded(cancelled(), now);
  const machineUsd = (costReceipt(cancelled(), now)?.lines ?? [])
    .filter(({ what }) => what === 'instance')
    .reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
  const besideUsd = (costReceipt(cancelled(), now)?.totalUsd ?? 0) - machineUsd;
  expect(isFinal).toBe(false);
  expect(amount).toBeGreaterThanOrEqual(microUsd(HOUR_USD + besideUsd) - 1);
  expect(amount).toBeLessThanOrEqual(microUsd(HOUR_USD + besideUsd) + 1);
});

test('one that has ended holds what it cost', () => {
  const over = cancelled('2026-11-30T12:05:00.000Z');
  const receipt = costReceipt(over, now);
  expect(costOfEnded(over, now)).toEqual({
    amount: microUsd(receipt?.totalUsd ?? NaN),
    isFinal: true,
  });
});
