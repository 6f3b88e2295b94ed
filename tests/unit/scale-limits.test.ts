import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draws } from '../../bench/burst/draws.ts';
import { SAGEMAKER } from '../../bench/scale/assumptions.ts';
import {
  bitingLimits,
  limitsOf,
  utilisation,
  utilisations,
  type LimitName,
} from '../../bench/scale/demands.ts';
import type { Limit } from '../../bench/scale/limits.ts';
import { busiestHour, busiestMinute, Level, Rate, weighted } from '../../bench/scale/meters.ts';
import { casesOf, withoutLimits } from '../../bench/scale/plan.ts';
import { ROADS } from '../../bench/scale/scenario.ts';
import { SEAT_BYTES } from '../../bench/scale/roads/spot.ts';
import { defaultSettings } from '../../bench/scale/settings.ts';
import { simulate } from '../../bench/scale/simulate.ts';
import { DAYS, traceOf } from '../../bench/scale/trace.ts';
import { declaredSettings } from '../../account/declared-settings.ts';

const SETTINGS = defaultSettings();

describe('settings', () => {
  test('are those of serverless.yml', () => {
    const declared = declaredSettings();
    expect(SETTINGS.launch.perSecond).toBe(Number(declared.get('launchesPerSecond')));
    expect(SETTINGS.jobsPerDay).toBe(Number(declared.get('jobsPerDay')));
    expect(SETTINGS.instanceTypes).toEqual(declared.get('instanceTypes')?.split(','));
  });

  test('of the endpoint: the template has the backlog that the simulator assumes', () => {
    const template = readFileSync('deploy/sagemaker.yml', 'utf8');
    expect(template).toContain(`TargetValue: ${SAGEMAKER.targetBacklog}\n`);
    expect(template).toContain(`EvaluationPeriods: ${SAGEMAKER.looksFromZero}\n`);
  });

  test('that are missing are named', () => {
    expect(() => defaultSettings(new Map())).toThrow('launchBurst');
  });
});

describe('a trace', () => {
  test('has as many jobs as asked for, in order, of one day', () => {
    const shapes = fc.constantFrom(...Object.values(DAYS));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), shapes, fc.nat(), (jobs, shape, seed) => {
        const { at, audioSeconds, isPosted } = traceOf(jobs, shape, draws(seed));
        expect([at.length, audioSeconds.length, isPosted.length]).toEqual([jobs, jobs, jobs]);
        expect([...at]).toEqual([...at].sort((one, other) => one - other));
        expect(isPosted.filter((is) => is === 0).length).toBe(Math.round(jobs * shape.bulk));
      }),
    );
  });
});

describe('meters', () => {
  test('a level is integrated by the minute', () => {
    const level = new Level();
    level.change(30, 2);
    level.change(90, 1);
    level.change(150, -3);
    expect(level.minutes).toEqual([60, 150, 90]);
    expect([level.area, level.peak, level.value]).toEqual([300, 3, 0]);
  });

  test('the busiest hour has sixty minutes', () => {
    const rate = new Rate();
    for (let minute = 0; minute < 120; minute += 1) rate.add(60 * minute, minute);
    expect(busiestHour(rate.minutes)).toBe((60 * (60 + 119)) / 2);
    expect(busiestMinute(weighted([{ rate, times: 2 }]))).toBe(238);
  });
});

describe('limits', () => {
  test('each has a capacity, a source and a way beyond it', () => {
    for (const limit of Object.values(limitsOf(SETTINGS))) {
      const { capacity, source, how } = limit;
      expect('level' in capacity ? capacity.level : capacity.perSecond).toBeGreaterThan(0);
      expect(source).toMatch(/^(https:\/\/docs\.aws\.amazon\.com|\.\.)\//);
      expect(how).not.toBe('');
    }
  });

  test('what refuses is asked for its busiest minute, what delays for its busiest hour', () => {
    const limit = (effect: 'delays' | 'refuses'): Limit => ({
      ...limitsOf(SETTINGS).createFleet,
      capacity: { burst: 0, perSecond: 1, effect },
    });
    expect(utilisation([0, 120, 0], limit('refuses'))).toBe(2);
    expect(utilisation([0, 120, 0], limit('delays'))).toBeCloseTo(120 / 3600);
  });

  test('a tenfold load asks for more of each, and what bites goes on to bite', () => {
    for (const road of ROADS) {
      const [small, large] = [300, 3000].map((jobs) => {
        const trace = traceOf(jobs, DAYS.mixed, draws(1));
        return utilisations(simulate(withoutLimits({ trace, road, seed: 1 })), SETTINGS);
      });
      if (!small || !large) throw new TypeError('no runs');
      const lower = (Object.keys(small) as LimitName[]).filter((name) => large[name] < small[name]);
      expect(lower).toEqual([]);
      const biting = bitingLimits(large).map(({ name }) => name);
      expect(biting).toEqual(expect.arrayContaining(bitingLimits(small).map(({ name }) => name)));
    }
  });

  test('the item of an owner’s seats costs more the more machines the owner has', () => {
    const unitsOf = (jobs: number) => {
      const trace = traceOf(jobs, DAYS.bulk, draws(1));
      const { journal } = simulate(withoutLimits({ trace, road: 'spot', seed: 1 }));
      return journal.seatUnits.total / (2 * jobs);
    };
    expect(unitsOf(10)).toBe(1);
    // About 2,500 seats at a time, half of that in the mean of the writes.
    expect(unitsOf(5000)).toBeGreaterThan((1000 * SEAT_BYTES) / 1024);
  });
});

test('a road that is sized for its load loses no job', () => {
  for (const { sized, cells } of casesOf(2000, ROADS, { shape: DAYS.mixed, seed: 1 })) {
    expect(sized.failed).toBe(0);
    expect(cells.lifted).toBeLessThanOrEqual(cells.today);
  }
});
