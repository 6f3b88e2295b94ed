import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { explained } from '../../core/job/quote.ts';
import { withSample } from '../../core/costs/speed.ts';
import { estimateOf } from '../../core/costs/speed-estimate.ts';
import { isStale, regionOf, type SpotPrices } from '../../core/costs/spot-prices.ts';
import { workOutQuote } from '../../core/costs/work-out-quote.ts';

const now = new Date('2026-11-21T12:00:00.000Z');
const machines = {
  region: 'eu-north-1',
  instanceTypes: ['g4dn.xlarge', 'g5.xlarge'],
  zones: ['eu-north-1a', 'eu-north-1b'],
  onDemandFallback: false,
  rootGib: 40,
};
const prices: SpotPrices = {
  readAt: '2026-11-21T11:30:00.000Z',
  byType: {
    'g4dn.xlarge': { 'eu-north-1a': 0.2, 'eu-north-1b': 0.18, 'eu-north-1c': 0.01 },
    'g5.xlarge': { 'eu-north-1a': 0.4 },
  },
};
const model = 'kb-whisper-small';
const OF = { model, type: 'g4dn.xlarge' };
const speed = estimateOf(
  withSample(undefined, { fixedSeconds: 40, secondsPerAudioSecond: 0.01 }),
  OF,
);
const speeds = { 'g4dn.xlarge': speed, 'g5.xlarge': speed };

function quote(
  durationSeconds: number,
  on = machines,
  known: Partial<Parameters<typeof workOutQuote>[2]> = {},
) {
  const made = workOutQuote({ durationSeconds, model }, on, { prices, speeds, now, ...known });
  if (!made) throw new TypeError('no quote');
  return made;
}

describe('the quote for an hour', () => {
  test('is by hand the same: measured seconds times the price of a pool, and what is beside it', () => {
    const made = quote(3600);
    // One job was measured, so half to twice as long: 20 + 18 s, and 80 + 72 s + 30 s of ending.
    expect(made.basis[0]?.machineSeconds).toEqual({ low: 38, high: 182 });
    // A minute is the least: 60 s × (0.18 + 0.0096) USD / 3600 s, and 182 s × (0.4 + 0.0096) USD / 3600 s.
    expect(made.costUsd.low - made.servicesUsd).toBeCloseTo(0.00316, 5);
    expect(made.costUsd.high - made.servicesUsd).toBeCloseTo(0.02071, 5);
    expect(made.completedInSeconds).toEqual({ low: 38, high: 152 });
  });

  test('takes the cheapest and the dearest zone of those in which is launched', () => {
    expect(quote(3600).basis[0]).toMatchObject({
      usdPerHour: { low: 0.18, high: 0.2 },
      cheapest: { market: 'spot', zone: 'eu-north-1b' },
      dearest: { market: 'spot', zone: 'eu-north-1a' },
    });
  });

  test('goes up to on-demand where that may be launched', () => {
    const made = quote(3600, { ...machines, onDemandFallback: true });
    expect(made.basis[0]?.usdPerHour).toEqual({ low: 0.18, high: 0.558 });
    expect(made.basis[0]?.dearest).toEqual({ market: 'on-demand' });
  });

  test('is from recorded prices and from estimates where nothing was read or measured, and says so', () => {
    const made = explained(quote(3600, machines, { prices: undefined, speeds: {} }));
    expect(made.basis[0]).toMatchObject({
      usdPerHour: { low: 0.558, high: 0.558 },
      ...{ measuredJobs: 0, measuredLongJobs: 0 },
    });
    expect(made).not.toHaveProperty('spotPricesReadAt');
    expect(made.because.join(' ')).toMatch(/estimate: no job has finished/);
    expect(made.because.join(' ')).toMatch(/recorded on-demand prices/);
  });

  test('names how many jobs it was measured on, and what is not in it', () => {
    const { because } = explained(quote(3600));
    expect(because.join(' ')).toMatch(/as finished jobs took \(1\).+interruption/);
  });

  test('is none where no price is known of any type', () => {
    const unknown = { ...machines, instanceTypes: ['p9.xlarge'] };
    expect(
      workOutQuote({ durationSeconds: 60, model }, unknown, { prices, speeds, now }),
    ).toBeUndefined();
  });
});

const seconds = fc.double({ min: 0.1, max: 43_200, noNaN: true });
const aSpeed = fc
  .record({
    fixedSeconds: fc.double({ min: 0, max: 500, noNaN: true }),
    secondsPerAudioSecond: fc.double({ min: 0, max: 2, noNaN: true }),
  })
  .map((sample) => ({ 'g4dn.xlarge': estimateOf(withSample(undefined, sample), OF) }));

describe('any quote', () => {
  test('has a low end that is no higher than its high end', () => {
    fc.assert(
      fc.property(seconds, aSpeed, fc.boolean(), (duration, known, onDemandFallback) => {
        const made = quote(duration, { ...machines, onDemandFallback }, { speeds: known });
        expect(made.costUsd.low).toBeLessThanOrEqual(made.costUsd.high);
        expect(made.completedInSeconds.low).toBeLessThanOrEqual(made.completedInSeconds.high);
      }),
    );
  });

  test('asks no less, and promises nothing sooner, for longer audio', () => {
    fc.assert(
      fc.property(seconds, seconds, aSpeed, (duration, more, known) => {
        const [short, long] = [duration, duration + more].map((one) =>
          quote(one, machines, { speeds: known }),
        );
        for (const end of ['low', 'high'] as const) {
          expect(long?.costUsd[end]).toBeGreaterThanOrEqual(short?.costUsd[end] ?? NaN);
          expect(long?.completedInSeconds[end]).toBeGreaterThanOrEqual(
            short?.completedInSeconds[end] ?? NaN,
          );
        }
      }),
    );
  });
});

test('prices are old after an hour, and when a type is missing', () => {
  const types = ['g4dn.xlarge'];
  expect(isStale(undefined, types, now)).toBe(true);
  expect(isStale(prices, types, now)).toBe(false);
  expect(isStale(prices, ['g6.xlarge'], now)).toBe(true);
  expect(isStale(prices, types, new Date('2026-11-21T12:30:00.000Z'))).toBe(true);
});

test.each([
  ['eu-north-1a', 'eu-north-1'],
  ['us-west-2-lax-1a', 'us-west-2'],
  ['us-gov-west-1b', 'us-gov-west-1'],
])('%s lies in %s', (zone, region) => {
  expect(regionOf(zone)).toBe(region);
});
