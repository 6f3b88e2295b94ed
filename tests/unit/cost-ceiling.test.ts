import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  minimumBudgetOf,
  minimumBudgetUsd,
  affordableTypes,
  secondsPaidFor,
  spentUsd,
} from '../../core/costs/cost-ceiling.ts';
import type { JobInstance } from '../../core/job/job.ts';
import { usdPerHour } from '../../core/costs/prices.ts';
import { withSample } from '../../core/costs/speed.ts';
import { estimateOf } from '../../core/costs/speed-estimate.ts';
import { workOutQuote } from '../../core/costs/work-out-quote.ts';

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

/** Where no spot price is known, what is affordable is told by recorded prices alone. */
function atRecordedPrices(
  job: Parameters<typeof affordableTypes>[0],
  { types, region }: { types: readonly string[]; region: string },
): string[] {
  const market = { types, region, market: 'spot', spotPrices: undefined } as const;
  return affordableTypes(job, market).map(({ type }) => type);
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
        if (!atRecordedPrices(job, { types, region }).includes(next)) return;
        const seconds = secondsPaidFor(job, { type: next, region });
        const cost = spentUsd([...earlierInstances, ran(next, seconds)], region);
        expect(cost).toBeLessThanOrEqual(maxCostUsd);
      }),
    );
  });

  test('leaves no type when the money is used up, and all without a ceiling', () => {
    const earlierInstances = [ran('g5.xlarge', 3600)];
    expect(atRecordedPrices({ maxCostUsd: 1, earlierInstances }, { types, region })).toEqual([]);
    expect(atRecordedPrices({ earlierInstances }, { types, region })).toEqual(types);
    expect(secondsPaidFor({ earlierInstances }, { type: 'g5.xlarge', region })).toBe(Infinity);
  });

  test('leaves out a type whose price nobody recorded', () => {
    const job = { maxCostUsd: 100, earlierInstances: [] };
    const declared = [...types, 'p9.xlarge'];
    expect(atRecordedPrices(job, { types: declared, region })).toEqual(types);
    expect(atRecordedPrices(job, { types: declared, region: 'mars-1' })).toEqual([]);
  });

  test('counts a minute at least, as EC2 does', () => {
    expect(spentUsd([ran('g4dn.xlarge', 3)], region)).toBe(
      spentUsd([ran('g4dn.xlarge', 60)], region),
    );
  });

  test('at its least pays for one attempt on the cheapest type', () => {
    const least = minimumBudgetUsd(types, region) ?? NaN;
    const affordable = atRecordedPrices(
      { maxCostUsd: least, earlierInstances: [] },
      { types, region },
    );
    expect(affordable).toContain('g4dn.xlarge');
    expect(minimumBudgetUsd(['p9.xlarge'], region)).toBeUndefined();
  });
});

const spotPrices = {
  readAt: '2026-11-21T11:30:00.000Z',
  byType: {
    'g4dn.xlarge': { 'eu-north-1a': 0.2, 'eu-north-1b': 0.22 },
    'g5.xlarge': { 'eu-north-1a': 0.4 },
    'g6.xlarge': { 'eu-north-1a': 0.35 },
  },
};
const spot = { types, region, market: 'spot', spotPrices } as const;
const onDemand = { ...spot, market: 'on-demand' } as const;

/** Half an hour of machine time at least, on any type. */
function aLongJob(maxCostUsd: number) {
  const speed = withSample(undefined, { fixedSeconds: 0, secondsPerAudioSecond: 1 });
  const quote = workOutQuote(
    { durationSeconds: 3600, model: 'kb-whisper-small' },
    { region, instanceTypes: types, zones: ['eu-north-1a'], onDemandFallback: true, rootGib: 40 },
    {
      prices: spotPrices,
      speeds: Object.fromEntries(
        types.map((one) => [one, estimateOf(speed, { model: 'kb-whisper-small', type: one })]),
      ),
      now: new Date(NOON),
    },
  );
  return { maxCostUsd, earlierInstances: [], attempt: 1, quote };
}

describe('a job that could not pay for on-demand', () => {
  test('is offered spot with a limit for its price, and what is too dear is not asked for', () => {
    // 1800 s and the ending are 0.517 h: 0.15 USD pay for 0.29 an hour, less what runs beside it.
    const job = aLongJob(0.15);
    expect(affordableTypes(job, onDemand)).toEqual([]);
    expect(affordableTypes(job, spot)).toEqual([{ type: 'g4dn.xlarge', maxUsdPerHour: 0.275 }]);
  });

  test('is offered nothing where even the cheapest spot price is out of reach', () => {
    expect(affordableTypes(aLongJob(0.1), spot)).toEqual([]);
    expect(affordableTypes(aLongJob(0.15), { ...spot, spotPrices: undefined })).toEqual([]);
  });

  test('needs no limit where it can pay for on-demand as well', () => {
    expect(affordableTypes(aLongJob(5), spot)).toEqual(types.map((type) => ({ type })));
  });

  test('has a least ceiling, below which it is offered nothing and from which on it is', () => {
    const { quote } = aLongJob(1);
    if (!quote) throw new TypeError('no quote');
    const least = minimumBudgetOf(quote);
    expect(affordableTypes(aLongJob(least), spot)).not.toEqual([]);
    expect(affordableTypes(aLongJob(least - 0.01), spot)).toEqual([]);
  });

  test('keeps its ceiling: to the end of its time at its limit, it costs no more', () => {
    fc.assert(
      fc.property(earlier, ceiling, (before, maxCostUsd) => {
        const earlierInstances = before.map((one) => ran(one.type, one.seconds));
        const job = { ...aLongJob(maxCostUsd), earlierInstances };
        for (const { type: next, maxUsdPerHour } of affordableTypes(job, spot)) {
          const seconds = secondsPaidFor(job, { type: next, maxUsdPerHour, region });
          const last = { ...ran(next, seconds), maxUsdPerHour };
          expect(spentUsd([...earlierInstances, last], region)).toBeLessThanOrEqual(maxCostUsd);
        }
      }),
    );
  });
});

test('every default instance type has a price in the default region', () => {
  for (const one of types) expect(usdPerHour(region, one)).toBeGreaterThan(0.1);
});
