import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  affordableTypes,
  leastCeilingUsd,
  secondsPaidFor,
  spentUsd,
} from '../../core/cost-ceiling.ts';
import type { JobInstance } from '../../core/job.ts';
import { usdPerHour } from '../../core/prices.ts';

const region = 'eu-north-1';
const types = ['g4dn.xlarge', 'g5.xlarge', 'g6.xlarge'];
const NOON = Date.parse('2026-11-21T12:00:00.000Z');

function ran(type: string, seconds: number): JobInstance {
  return {
    id: 'i-0123456789abcdef0',
    type,
    market: 'spot',
    zone: 'eu-north-1a',
    imageId: 'ami-0123456789abcdef0',
    launchedAt: new Date(NOON).toISOString(),
    endedAt: new Date(NOON + seconds * 1000).toISOString(),
  };
}

const type = fc.constantFrom(...types);
const earlier = fc.array(fc.record({ type, seconds: fc.integer({ min: 0, max: 20_000 }) }), {
  maxLength: 4,
});
const ceiling = fc.double({ min: 0.01, max: 50, noNaN: true });

describe('the ceiling of a job', () => {
  test('is kept: what was spent, and one more attempt to its very end, cost no more', () => {
    fc.assert(
      fc.property(earlier, ceiling, type, (before, maxCostUsd, next) => {
        const earlierInstances = before.map((one) => ran(one.type, one.seconds));
        const job = { maxCostUsd, earlierInstances };
        if (!affordableTypes(job, { types, region }).includes(next)) return;
        const seconds = secondsPaidFor(job, { type: next, region });
        const cost = spentUsd([...earlierInstances, ran(next, seconds)], region);
        expect(cost).toBeLessThanOrEqual(maxCostUsd);
      }),
    );
  });

  test('leaves no type when the money is used up, and all without a ceiling', () => {
    const earlierInstances = [ran('g5.xlarge', 3600)];
    expect(affordableTypes({ maxCostUsd: 1, earlierInstances }, { types, region })).toEqual([]);
    expect(affordableTypes({ earlierInstances }, { types, region })).toEqual(types);
    expect(secondsPaidFor({ earlierInstances }, { type: 'g5.xlarge', region })).toBe(Infinity);
  });

  test('leaves out a type whose price nobody recorded', () => {
    const job = { maxCostUsd: 100, earlierInstances: [] };
    const declared = [...types, 'p9.xlarge'];
    expect(affordableTypes(job, { types: declared, region })).toEqual(types);
    expect(affordableTypes(job, { types: declared, region: 'mars-1' })).toEqual([]);
  });

  test('counts a minute at least, as EC2 does', () => {
    expect(spentUsd([ran('g4dn.xlarge', 3)], region)).toBe(
      spentUsd([ran('g4dn.xlarge', 60)], region),
    );
  });

  test('at its least pays for one attempt on the cheapest type', () => {
    const least = leastCeilingUsd(types, region) ?? NaN;
    const affordable = affordableTypes(
      { maxCostUsd: least, earlierInstances: [] },
      { types, region },
    );
    expect(affordable).toContain('g4dn.xlarge');
    expect(leastCeilingUsd(['p9.xlarge'], region)).toBeUndefined();
  });
});

test('every default instance type has a price in the default region', () => {
  for (const one of types) expect(usdPerHour(region, one)).toBeGreaterThan(0.1);
});
