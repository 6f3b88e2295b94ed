import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { workOutQuote } from '../../core/costs/work-out-quote.ts';
import type { PoolsNow } from '../../core/machines/pools-now.ts';
import type { RouteFigures } from '../../core/machines/route-figures.ts';
import type { KnownServer } from '../../core/machines/pool/known-server.ts';
import { chooseRoute } from '../../core/machines/route-choice.ts';
import type { RoutedJob } from '../../core/machines/route-options.ts';

const now = new Date('2026-11-29T12:00:00.000Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const model = 'kb-whisper-small';
const HOUR = 3600;

function quoteOf(durationSeconds: number) {
  const quote = workOutQuote(
    { durationSeconds, model },
    {
      region: 'eu-north-1',
      instanceTypes: ['g4dn.xlarge', 'g5.xlarge'],
      zones: ['eu-north-1a'],
      onDemandFallback: false,
      rootGib: 40,
    },
    {
      prices: {
        readAt: now.toISOString(),
        byType: { 'g4dn.xlarge': { 'eu-north-1a': 0.2 }, 'g5.xlarge': { 'eu-north-1a': 0.4 } },
      },
      speeds: {},
      now,
    },
  );
  if (!quote) throw new TypeError('no quote');
  return quote;
}

/** An hour of audio: spot is done in 40 to 380 s, of which 7 to 180 s are work. */
function job(changes: Partial<RoutedJob> = {}): RoutedJob {
  return {
    ...{ model, requestedRoute: 'auto', earlierInstances: [], quote: quoteOf(HOUR) },
    ...changes,
  };
}

function server(changes: Partial<KnownServer> = {}): KnownServer {
  return {
    ...{ id: 'i-1', pool: 'warm', kind: 'ec2', ready: true, model, version: '1' },
    load: { running: 0, waiting: 0, places: 2 },
    beatAt: now.toISOString(),
    ...changes,
  };
}

function pools(changes: Partial<PoolsNow> = {}): PoolsNow {
  return {
    ...{ servers: [], waiting: [], warmMax: 1 },
    batch: { maxMachines: 2, waitMinutes: 10 },
    ...changes,
  };
}

const ENDPOINT = { name: 'e', region: 'eu-north-1', type: 'ml.g4dn.xlarge', model };
const drainer = (changes: Partial<KnownServer> = {}) =>
  server({ id: 'i-2', pool: 'batch', load: { running: 0, waiting: 0, places: 1 }, ...changes });
const load = (running: number, waiting = 0, places = 2) => ({ running, waiting, places });
const waitingJobs = (count: number, audioSeconds = HOUR) =>
  Array.from({ length: count }, (_, index) => ({
    jobId: `job-${index}`,
    audioSeconds,
    since: after(-300).toISOString(),
    latestStartAt: after(36 * HOUR).toISOString(),
  }));

describe('an hour of audio', () => {
  const without = job({ quote: undefined });
  const unknownUntil = { ...without, deadlineAt: after(HOUR).toISOString() };
  const withDeadline = (seconds: number, changes: Partial<RoutedJob> = {}) =>
    job({ deadlineAt: after(seconds).toISOString(), ...changes });
  const stale = server({ beatAt: after(-16).toISOString() });

  test.each<[string, RoutedJob, Partial<PoolsNow>, string, RegExp]>([
    ['no pools at all', job(), { warmMax: 0 }, 'spot', /fastest.+40 to 380 s/],
    ['a warm server with a free place', job(), { servers: [server()] }, 'warm', /2 free places/],
    ['its last report is old', job(), { servers: [stale] }, 'spot', /fastest/],
    ['it loads its model', job(), { servers: [server({ ready: false })] }, 'spot', /fastest/],
    ['it is about to end', job(), { servers: [server({ retire: true })] }, 'spot', /fastest/],
    ['it is full', job(), { servers: [server({ load: load(2) })] }, 'spot', /fastest/],
    [
      'it is full, of audio as short as this',
      job({ quote: quoteOf(60) }),
      { servers: [server({ load: load(2) })] },
      'warm',
      /0 free places/,
    ],
    [
      'it has another model',
      job(),
      { servers: [server({ model: 'kb-whisper-large' })] },
      'spot',
      /fastest/,
    ],
    [
      'it lost this job, and its report is still fresh',
      job({ earlierInstances: [{ id: 'i-1' }] }),
      { servers: [server()] },
      'spot',
      /fastest/,
    ],
    ['time until tomorrow', withDeadline(24 * HOUR), {}, 'batch', /cheapest.+done by/],
    [
      'time until tomorrow, and a warm server',
      withDeadline(24 * HOUR),
      { servers: [server({ kind: 'box' })] },
      'warm',
      /nothing for a computer of the operator's own/,
    ],
    ['a deadline before batch is sure', withDeadline(500), {}, 'spot', /even at its slowest/],
    ['a deadline that spot may miss', withDeadline(200), {}, 'spot', /No route is certain/],
    ['a deadline that spot will miss', withDeadline(10), {}, 'spot', /No route is done by/],
    [
      'a near deadline and an idle batch machine',
      withDeadline(250),
      { servers: [drainer()] },
      'batch',
      /even at its slowest.+1 batch machine running, with 1 free place/,
    ],
    ['an idle batch machine', job(), { servers: [drainer()] }, 'batch', /fastest.+1 free place/],
    [
      'an idle batch machine of the operator with another model',
      job(),
      { servers: [drainer({ kind: 'box', model: 'kb-whisper-large' })] },
      'spot',
      /fastest/,
    ],
    [
      'a batch machine with a day of work before it',
      job(),
      { servers: [drainer({ load: load(1, 0, 1) })], waiting: waitingJobs(500) },
      'spot',
      /fastest/,
    ],
    ['spot requested', job({ requestedRoute: 'spot' }), { servers: [server()] }, 'spot', /asked/],
    [
      'warm requested without a server',
      job({ requestedRoute: 'warm' }),
      {},
      'spot',
      /asked for warm and does not get it. No server with kb-whisper-small/,
    ],
    ['batch requested', job({ requestedRoute: 'batch' }), {}, 'batch', /launched in 600 s/],
    [
      'batch requested, and the deadline is near',
      withDeadline(400, { requestedRoute: 'batch' }),
      {},
      'spot',
      /asked for batch and does not get it. The deadline is too near/,
    ],
    [
      'batch requested in a deployment without',
      job({ requestedRoute: 'batch' }),
      { batch: { maxMachines: 0, waitMinutes: 10 } },
      'spot',
      /launches no batch machines/,
    ],
    ['an unknown duration', without, {}, 'spot', /not known/],
    ['the same, and a free place', without, { servers: [server()] }, 'warm', /has a free place/],
    ['the same, batch requested', { ...without, requestedRoute: 'batch' }, {}, 'batch', /asked/],
    [
      'the same, with a deadline',
      { ...unknownUntil, requestedRoute: 'batch' },
      {},
      'spot',
      /nothing tells how long the job may wait/,
    ],
    [
      'a ceiling below what a share may cost',
      job({ maxCostUsd: 0.02, spentUsd: 0.015 }),
      { servers: [server()] },
      'spot',
      /fastest/,
    ],
  ])('%s', (_, asked, ...[known, route, because]) => {
    const choice = chooseRoute(asked, pools(known), now);
    expect(choice.route).toBe(route);
    expect(choice.because.join(' ')).toMatch(because);
    expect(choice.rejected.map((one) => one.route).sort()).toEqual(
      ['spot', 'batch', 'warm'].filter((one) => one !== route).sort(),
    );
  });

  test('waits for batch until spot would still keep the deadline, and 36 hours without one', () => {
    const requested = { requestedRoute: 'batch' } as const;
    const latest = (asked: RoutedJob) => chooseRoute(asked, pools(), now).latestStartAt;
    expect(latest(withDeadline(24 * HOUR, requested))).toEqual(after(24 * HOUR - 380));
    expect(latest(job(requested))).toEqual(after(36 * HOUR));
    expect(latest(job())).toBeUndefined();
  });

  test('does not wait long for a batch machine where spot would be too late already', () => {
    const { latestStartAt } = chooseRoute(withDeadline(250), pools({ servers: [drainer()] }), now);
    expect(latestStartAt).toEqual(after(45));
  });

  test('begins in batch at the daily time, if that comes before the wait is over', () => {
    const batch = { maxMachines: 2, waitMinutes: 600, schedule: { next: after(HOUR) } };
    const { because } = chooseRoute(job({ requestedRoute: 'batch' }), pools({ batch }), now);
    expect(because.join(' ')).toContain('launched in 3600 s');
  });

  test('pays for its work in a pool, not for a boot, and nothing on a box', () => {
    const costs = (kind: 'ec2' | 'box') => {
      const { figures } = chooseRoute(job(), pools({ servers: [server({ kind })] }), now);
      return Object.fromEntries(figures.map(({ route, costUsd }) => [route, costUsd]));
    };
    const { spot, warm, batch } = costs('ec2');
    expect(warm?.high).toBeLessThan(spot?.high ?? 0);
    expect(batch?.high).toBeGreaterThan(warm?.high ?? Infinity);
    const services = quoteOf(HOUR).servicesUsd;
    // 7.2 s × (0.2 + 0.0096) USD / 3600 s, and (15 + 180) s × (0.4 + 0.0096) USD / 3600 s.
    expect((warm?.low ?? 0) - services).toBeCloseTo(0.00042, 5);
    expect((warm?.high ?? 0) - services).toBeCloseTo(0.02219, 5);
    expect(costs('box')['warm']?.high).toBeCloseTo(services, 6);
  });

  test('takes the cheaper of two routes that are as fast to the second', () => {
    const short = job({ quote: quoteOf(1) });
    const [busyBox, idle] = [server({ kind: 'box', load: load(1) }), drainer()];
    const choice = chooseRoute(short, pools({ servers: [busyBox, idle] }), now);
    expect(choice.route).toBe('warm');
    const batch = choice.rejected.find(({ route }) => route === 'batch');
    expect(batch?.because).toMatch(/^As fast, and no cheaper: .+ USD; warm costs .+ USD\.$/);
  });

  test('shares the boot of a batch machine with what waits', () => {
    const high = (jobs: number) => {
      const { figures } = chooseRoute(job(), pools({ waiting: waitingJobs(jobs) }), now);
      return figures.find(({ route }) => route === 'batch')?.costUsd.high ?? 0;
    };
    expect(high(100)).toBeLessThan(high(0));
  });

  test('counts a waiting job of unknown length as an hour at worst', () => {
    const done = (audioSeconds: number) => {
      const { figures } = chooseRoute(job(), pools({ waiting: waitingJobs(9, audioSeconds) }), now);
      return figures.find(({ route }) => route === 'batch')?.completedInSeconds;
    };
    expect(done(0)?.high).toBe(done(HOUR)?.high);
    expect(done(0)?.low).toBeLessThan(done(HOUR)?.low ?? 0);
  });

  test('is figured from an older quote, without the part of the work', () => {
    const { basis, ...rest } = quoteOf(HOUR);
    const older = { ...rest, basis: basis.map(({ workSeconds: _, ...kept }) => kept) };
    const known = pools({ servers: [server()] });
    expect(chooseRoute(job({ quote: older }), known, now)).toEqual(chooseRoute(job(), known, now));
  });
});

const aServer = fc.record({
  id: fc.constantFrom('i-1', 'i-2', 'i-3'),
  pool: fc.constantFrom('batch' as const, 'warm' as const),
  kind: fc.constantFrom('ec2' as const, 'box' as const),
  ready: fc.boolean(),
  retire: fc.boolean(),
  model: fc.constantFrom(model, 'kb-whisper-large'),
  version: fc.constant('1'),
  load: fc.record({
    running: fc.nat(3),
    waiting: fc.nat(3),
    places: fc.nat(4),
  }),
  beatAt: fc.integer({ min: -30, max: 0 }).map((ago) => after(ago).toISOString()),
});
const manyPools = fc
  .record({
    servers: fc.array(aServer, { maxLength: 5 }),
    waiting: fc.array(fc.record({ count: fc.nat(5), audioSeconds: fc.nat(2 * HOUR) }), {
      maxLength: 4,
    }),
    batch: fc.record({ maxMachines: fc.nat(3), waitMinutes: fc.integer({ min: 1, max: 60 }) }),
    warmMax: fc.nat(1),
    endpoint: fc.option(fc.constant(ENDPOINT), { nil: undefined }),
  })
  .map(({ waiting, ...rest }) => ({
    ...rest,
    waiting: waiting.flatMap(({ count, audioSeconds }) => waitingJobs(count, audioSeconds)),
  }));
const aDeadline = fc.option(fc.integer({ min: 0, max: 4000 }), { nil: undefined });
const manyJobs = fc
  .record({
    durationSeconds: fc.integer({ min: 1, max: 12 * HOUR }),
    deadline: aDeadline,
    maxCostUsd: fc.option(fc.double({ min: 0.001, max: 0.1, noNaN: true }), { nil: undefined }),
  })
  .map(({ durationSeconds, deadline, maxCostUsd }) => ({
    left: deadline,
    asked: job({
      quote: quoteOf(durationSeconds),
      deadlineAt: deadline === undefined ? undefined : after(deadline).toISOString(),
      maxCostUsd,
    }),
  }));

/** Figures of the chosen route, and of those that the job gets if it asks for them. */
function possibleFigures(asked: RoutedJob, known: PoolsNow) {
  const choice = chooseRoute(asked, known, now);
  const chosen = choice.figures.find(({ route }) => route === choice.route);
  if (!chosen) throw new TypeError('no figures of the chosen route');
  const possible = choice.figures.filter(
    ({ route }) => chooseRoute({ ...asked, requestedRoute: route }, known, now).route === route,
  );
  return { chosen, possible };
}

const isAbove = (a: { low: number; high: number }, b: { low: number; high: number }) =>
  a.low >= b.low && a.high >= b.high && (a.low > b.low || a.high > b.high);
const isWorse = (one: RouteFigures, other: RouteFigures) =>
  isAbove(one.costUsd, other.costUsd) && isAbove(one.completedInSeconds, other.completedInSeconds);

describe('any choice', () => {
  test('keeps the deadline if a route that the job may take can', () => {
    fc.assert(
      fc.property(manyJobs, manyPools, ({ asked, left = Infinity }, known) => {
        const { chosen, possible } = possibleFigures(asked, known);
        for (const end of ['high', 'low'] as const) {
          const keeps = ({ completedInSeconds }: RouteFigures) => completedInSeconds[end] <= left;
          if (possible.some(keeps)) expect(keeps(chosen)).toBe(true);
        }
      }),
    );
  });

  test('is never dearer and slower than another route that the job may take', () => {
    fc.assert(
      fc.property(manyJobs, manyPools, ({ asked }, known) => {
        const { chosen, possible } = possibleFigures(asked, known);
        expect(possible.filter((other) => isWorse(chosen, other))).toEqual([]);
      }),
    );
  });

  test('is the cheapest of those that keep the deadline, and the fastest without one', () => {
    fc.assert(
      fc.property(manyJobs, manyPools, ({ asked, left }, known) => {
        const { chosen, possible } = possibleFigures(asked, known);
        const middle = ({ costUsd: { low, high } }: RouteFigures) => low + high;
        const slowest = ({ completedInSeconds: { high } }: RouteFigures) => high;
        const inSeconds = (one: RouteFigures) => Math.round(slowest(one));
        const safe = possible.filter((one) => slowest(one) <= (left ?? 0));
        if (safe.length > 0) expect(middle(chosen)).toBe(Math.min(...safe.map(middle)));
        if (left !== undefined) return;
        const soonest = Math.min(...possible.map(inSeconds));
        const asFast = possible.filter((one) => inSeconds(one) === soonest);
        expect(inSeconds(chosen)).toBe(soonest);
        expect(middle(chosen)).toBe(Math.min(...asFast.map(middle)));
      }),
    );
  });

  test('keeps the ceiling, and goes to no server that takes no jobs', () => {
    fc.assert(
      fc.property(manyJobs, manyPools, ({ asked }, known) => {
        const { chosen } = possibleFigures(asked, known);
        if (chosen.route === 'spot') return;
        expect(chosen.costUsd.high).toBeLessThanOrEqual(asked.maxCostUsd ?? Infinity);
        if (chosen.route !== 'warm') return;
        expect(
          known.servers.some(({ pool, ready, retire }) => pool === 'warm' && ready && !retire),
        ).toBe(true);
      }),
    );
  });

  test('has figures whose low end is no higher than the high end', () => {
    fc.assert(
      fc.property(manyJobs, manyPools, ({ asked }, known) => {
        for (const { costUsd, completedInSeconds } of chooseRoute(asked, known, now).figures) {
          expect(costUsd.low).toBeLessThanOrEqual(costUsd.high);
          expect(completedInSeconds.low).toBeLessThanOrEqual(completedInSeconds.high);
        }
      }),
    );
  });
});
