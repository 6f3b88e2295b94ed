import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draws } from '../../bench/burst/draws.ts';
import { EXPECTED } from '../../bench/scale/nature.ts';
import { exponential } from '../../bench/scale/sampling.ts';
import { ROADS, type Nature, type Scenario } from '../../bench/scale/scenario.ts';
import { defaultSettings } from '../../bench/scale/settings.ts';
import { figuresOf, simulate } from '../../bench/scale/simulate.ts';
import { DAYS, steadyTrace, traceOf } from '../../bench/scale/trace.ts';

const SETTINGS = defaultSettings();
/** More than any of these tests asks for. */
const PLENTY = 1e9;
const NO_BUDGET = { launch: { burst: PLENTY, perSecond: PLENTY } };
const UNLIMITED = { machines: Infinity, isQuotaKnown: true };
/** Nothing but the work takes time, and no machine is lost. */
const WORK_ONLY: Nature = {
  boot: () => 0,
  work: () => 0,
  ending: () => 0,
  handover: () => 0,
  functions: 0,
  lostWork: () => 1,
  interruption: Infinity,
};

const worlds = fc.record({
  road: fc.constantFrom(...ROADS),
  jobs: fc.integer({ min: 1, max: 120 }),
  shape: fc.constantFrom(...Object.values(DAYS)),
  machines: fc.integer({ min: 1, max: 8 }),
  isQuotaKnown: fc.boolean(),
  batchMaxMachines: fc.integer({ min: 0, max: 3 }),
  warmMax: fc.integer({ min: 0, max: 3 }),
  /** From one that interrupts hardly a machine to one that interrupts nearly all. */
  interruption: fc.constantFrom(Infinity, 36_000, 120),
  patience: fc.constantFrom(60, 21_600),
  deadlineSeconds: fc.constantFrom(undefined, 1800),
  seed: fc.nat(),
});

describe('every job of a simulated day', () => {
  test('ends once, by completion or by giving up, and no machine is left', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { jobs, shape, seed, road, machines, isQuotaKnown, deadlineSeconds } = world;
        const { batchMaxMachines, warmMax, patience: capacityPatienceSeconds } = world;
        const run = simulate({
          trace: traceOf(jobs, shape, draws(seed)),
          settings: { ...SETTINGS, batchMaxMachines, warmMax, capacityPatienceSeconds },
          account: { machines, isQuotaKnown, fleet: { capacity: 5, perSecond: 2 } },
          nature: { ...EXPECTED, interruption: world.interruption },
          ...{ road, seed, deadlineSeconds },
        });
        const { journal, ec2 } = run;
        const failed = journal.failed.AttemptsExhausted + journal.failed.DeadlineExceeded;

        expect(journal.completed + failed).toBe(jobs);
        expect(journal.ended.total).toBe(jobs);
        expect([...journal.turnarounds].every((seconds) => seconds >= 0)).toBe(true);
        expect([...journal.waits].filter((wait) => wait < 0)).toEqual([]);
        expect(journal.waits.filter((wait) => wait >= 0).length).toBeGreaterThanOrEqual(
          journal.completed,
        );
        const left = [journal.open, journal.seats, journal.waitingForBatch, ec2.inUse];
        expect(left.map(({ value }) => value)).toEqual([0, 0, 0, 0]);
        expect(ec2.inUse.peak).toBeLessThanOrEqual(machines);
        expect(journal.furtherAttempts).toBeLessThanOrEqual(jobs * (SETTINGS.maxAttempts - 1));
      }),
      { numRuns: 60 },
    );
  });

  test('waits the same with the same seed', () => {
    const waits = () => [...simulate(dayOf(200)).journal.waits];
    expect(waits()).toEqual(waits());
  });
});

function dayOf(jobs: number): Scenario {
  return {
    trace: traceOf(jobs, DAYS.mixed, draws(3)),
    ...{ road: 'spot', settings: SETTINGS, nature: EXPECTED, seed: 3 },
    account: { machines: 4, isQuotaKnown: true, fleet: { capacity: 5, perSecond: 2 } },
  };
}

describe('more of a quota', () => {
  test('twice the machines: the mean wait is no longer, at the same arrivals', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 6 }), (seed, machines) => {
        const trace = steadyTrace(150, machines / 60, draws(seed));
        const meanWait = (most: number) => {
          const account = { machines: most, isQuotaKnown: true };
          const { journal } = simulate({ ...dayOf(1), trace, account, seed });
          return mean(journal.waits);
        };
        expect(meanWait(2 * machines)).toBeLessThanOrEqual(meanWait(machines));
      }),
      { numRuns: 30 },
    );
  });

  test('a faster launch budget: the n-th job begins no later, but for whole seconds', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), (seed, perSecond) => {
        const trace = traceOf(100, DAYS.bulk, draws(seed));
        const begins = (rate: number) => {
          const settings = { ...SETTINGS, launch: { burst: 5, perSecond: rate } };
          const given = { ...dayOf(1), trace, settings, account: UNLIMITED, nature: WORK_ONLY };
          const { waits } = simulate(given).journal;
          return waits.map((wait, nth) => wait + (trace.at[nth] ?? NaN)).sort();
        };
        const [slow, fast] = [begins(perSecond), begins(2 * perSecond)];
        expect([...fast].every((at, nth) => at <= (slow[nth] ?? NaN) + 1)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('the launch budget that is set as EC2 throttles: no call is throttled', () => {
    const settings = { ...SETTINGS, launch: { burst: 5, perSecond: 2 } };
    const account = { ...UNLIMITED, fleet: { capacity: 5, perSecond: 2 } };
    const trace = traceOf(2000, DAYS.bulk, draws(1));
    const { ec2 } = simulate({ ...dayOf(1), trace, settings, account });
    expect(ec2.fleetCalls.total).toBe(ec2.launched);
  });
});

describe('queueing theory', () => {
  test("Little's law: jobs in the system are arrivals a second times their time in it", () => {
    const trace = steadyTrace(4000, 0.05, draws(5));
    const { journal } = simulate({ ...dayOf(1), trace, account: { ...UNLIMITED, machines: 12 } });
    const seconds = trace.at.at(-1) ?? NaN;
    const jobsInSystem = journal.open.area / seconds;
    const expected = (4000 / seconds) * mean(journal.turnarounds);
    expect(jobsInSystem).toBeCloseTo(expected, 6);
    expect(journal.open.peak).toBeGreaterThan(jobsInSystem);
  });

  test('M/M/∞: as many machines as work arrives in a second', () => {
    const work = (_: number, draw: () => number) => exponential(600, draw);
    const run = simulate(queue({ perSecond: 0.05, machines: Infinity, work }));
    const seconds = run.scenario.trace.at.at(-1) ?? NaN;
    expect(run.ec2.inUse.area / seconds / (0.05 * 600)).toBeCloseTo(1, 1);
  });

  test.each([
    { machines: 1, load: 0.7, retrySeconds: 20 },
    { machines: 4, load: 0.8, retrySeconds: 10 },
    { machines: 16, load: 0.8, retrySeconds: 3 },
  ])('M/M/c, $machines machines at $load: Erlang C', ({ machines, load, retrySeconds }) => {
    const work = (_: number, draw: () => number) => exponential(WORK, draw);
    const perSecond = (load * machines) / WORK;
    const { journal } = simulate(queue({ perSecond, machines, work, retrySeconds }));
    const expected = (erlangC(machines, load) * WORK) / (machines * (1 - load));
    expect(mean(journal.waits) / expected).toBeGreaterThan(0.85);
    expect(mean(journal.waits) / expected).toBeLessThan(1.15);
  });

  test('M/D/1 at 0.7: half the wait of M/M/1, by Pollaczek and Khinchine', () => {
    const { journal } = simulate(queue({ perSecond: 0.7 / WORK, machines: 1, work: () => WORK }));
    const expected = (0.7 * WORK) / (2 * (1 - 0.7));
    expect(mean(journal.waits) / expected).toBeGreaterThan(0.85);
    expect(mean(journal.waits) / expected).toBeLessThan(1.15);
  });
});

describe('a job that found no machine', () => {
  test('begins when another has ended, however long its pause', () => {
    const given = { perSecond: 0.7 / WORK, machines: 1, work: () => WORK };
    const { journal } = simulate(queue({ ...given, retrySeconds: 100 * WORK }));
    const expected = (0.7 * WORK) / (2 * (1 - 0.7));
    expect(mean(journal.waits) / expected).toBeGreaterThan(0.85);
    expect(mean(journal.waits) / expected).toBeLessThan(1.15);
    const begins = journal.waits.map((wait, nth) => wait + (queueArrivals[nth] ?? NaN));
    expect([...begins]).toEqual([...begins].sort((one, other) => one - other));
  });
});

describe('a pool that grows by many machines', () => {
  test('asks EC2 no faster than the launch budget, with the jobs that have one of their own', () => {
    const settings = { ...SETTINGS, batchMaxMachines: 400, warmMin: 300, warmMax: 400 };
    const account = { ...UNLIMITED, fleet: { capacity: 5, perSecond: 2 } };
    for (const road of ['batch', 'warm'] as const) {
      const trace = traceOf(3000, DAYS.bulk, draws(1));
      const deadlineSeconds = road === 'batch' ? 3600 : undefined;
      const { ec2 } = simulate({ ...dayOf(1), trace, settings, account, road, deadlineSeconds });
      expect(ec2.launched).toBeGreaterThan(50);
      expect(ec2.fleetCalls.total).toBe(ec2.launched);
    }
  });
});

/** Seconds: far above the pauses between two tries. */
const WORK = 20_000;
const queueArrivals = steadyTrace(12_000, 0.7 / WORK, draws(11)).at;

/** A queue of jobs that never give up. The fewer seconds between tries, the sooner a free machine is found. */
function queue({
  perSecond,
  machines,
  work,
  retrySeconds = 20,
}: {
  perSecond: number;
  machines: number;
  work: Nature['work'];
  retrySeconds?: number;
}): Scenario {
  return {
    trace: steadyTrace(12_000, perSecond, draws(11)),
    ...{ road: 'spot', seed: 12, account: { machines, isQuotaKnown: true } },
    nature: { ...WORK_ONLY, work },
    settings: {
      ...{ ...SETTINGS, ...NO_BUDGET },
      ...{ capacityPatienceSeconds: Infinity, capacityRetrySeconds: retrySeconds },
    },
  };
}

/** Probability that a job waits. @param load of a machine */
function erlangC(machines: number, load: number): number {
  const offered = machines * load;
  let blocked = 1;
  for (let nth = 1; nth <= machines; nth += 1)
    blocked = (offered * blocked) / (nth + offered * blocked);
  return blocked / (1 - load * (1 - blocked));
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('interruptions', () => {
  test('cost another boot and the batch in progress, not the whole work', () => {
    const hour = { ...WORK_ONLY, work: () => 3600, boot: () => 60, interruption: 1800 };
    const trace = steadyTrace(300, 0.001, draws(2));
    const settings = { ...SETTINGS, ...NO_BUDGET, maxAttempts: 1000 };
    const secondsOf = (lost: number) => {
      const nature = { ...hour, lostWork: () => lost };
      const { ec2 } = simulate({ ...dayOf(1), trace, settings, account: UNLIMITED, nature });
      return ec2.chargedSeconds / 300;
    };
    // Two interruptions an hour: about two boots and two batches more than the work itself.
    expect(secondsOf(0.01)).toBeGreaterThan(3660);
    expect(secondsOf(0.01)).toBeLessThan(4200);
    expect(secondsOf(1)).toBeGreaterThan(2 * secondsOf(0.01));
  });

  test('after the last attempt the job is given up', () => {
    const nature = { ...WORK_ONLY, work: () => 3600, boot: () => 60, interruption: 30 };
    const trace = steadyTrace(20, 0.001, draws(2));
    const settings = { ...SETTINGS, ...NO_BUDGET };
    const run = simulate({ ...dayOf(1), trace, settings, account: UNLIMITED, nature });
    expect(run.journal.failed.AttemptsExhausted).toBe(20);
    expect(run.ec2.launched).toBe(20 * SETTINGS.maxAttempts);
    expect(figuresOf(run).failed).toBe(20);
  });
});
