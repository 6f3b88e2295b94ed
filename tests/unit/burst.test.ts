import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { draws } from '../../bench/burst/draws.ts';
import { sdkAlone, sdkThenQueued, withBudget } from '../../bench/burst/launchers.ts';
import { shareOfPossibleRate, simulate, wastedShare } from '../../bench/burst/virtual-launches.ts';

const buckets = fc.record({
  capacity: fc.integer({ min: 1, max: 10 }),
  perSecond: fc.integer({ min: 1, max: 10 }),
});
const bursts = fc.record({ jobs: fc.integer({ min: 1, max: 150 }), seed: fc.nat() });
/** Times are sums of fractions. */
const ROUNDING = 1e-6;

describe('a burst of launches in virtual time', () => {
  test('launches each job once, and never more than the bucket allows', () => {
    fc.assert(
      fc.property(bursts, buckets, ({ jobs, seed }, bucket) => {
        for (const launcher of [sdkAlone, sdkThenQueued]) {
          const { launchedAt } = simulate(jobs, launcher(draws(seed)), bucket);
          expect(launchedAt).toHaveLength(jobs);
          const isAllowed = launchedAt.every((from, first) =>
            launchedAt.slice(first).every((to, more) => {
              const allowed = bucket.capacity + (to - from) * bucket.perSecond + ROUNDING;
              return more + 1 <= allowed;
            }),
          );
          expect(isAllowed).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('with the budget uses what EC2 allows, and wastes next to no call', () => {
    const bucket = { capacity: 5, perSecond: 2 };
    const launches = simulate(1000, withBudget('budget', bucket, draws(1)), bucket);
    expect(shareOfPossibleRate(launches, bucket)).toBeGreaterThan(0.98);
    expect(wastedShare(launches)).toBeLessThan(0.02);
  });

  test('without it wastes nearly all of them', () => {
    const bucket = { capacity: 5, perSecond: 2 };
    expect(wastedShare(simulate(1000, sdkAlone(draws(1)), bucket))).toBeGreaterThan(0.9);
  });
});
