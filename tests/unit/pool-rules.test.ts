/** How many machines the pools have, and how what one is charged for is divided. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BOOT_SECONDS, howManyDrainers } from '../../core/machines/pool/drainers.ts';
import { isOpen } from '../../core/machines/pool/opening-hours.ts';
import type { ServerRow } from '../../core/machines/pool/server-row.ts';
import { sharesOf } from '../../core/machines/pool/shares.ts';
import type { WaitingJob } from '../../core/machines/pool/waiting-job.ts';
import { howManyServers, type WarmSettings } from '../../core/machines/pool/warm-servers.ts';

const now = new Date('2026-11-29T12:00:00.000Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
/** When a machine that is launched now takes its first job. */
const booted = after(BOOT_SECONDS);

describe('drainers', () => {
  const settings = { batchMaxMachines: 4, batchWaitMinutes: 10 };
  const waiting = (given: { audio?: number; waited?: number; startsIn?: number } = {}) =>
    ({
      jobId: 'job',
      audioSeconds: given.audio ?? 600,
      since: after(-(given.waited ?? 0)),
      latestStartAt: after(given.startsIn ?? 6 * 3600),
    }) satisfies WaitingJob;
  const drainers = (
    jobs: readonly WaitingJob[],
    given: Partial<Parameters<typeof howManyDrainers>[0]> = {},
  ) =>
    howManyDrainers({
      ...{ waiting: jobs, running: 0, secondsPerAudioSecond: 0.1, now, settings },
      isDrainTime: false,
      ...given,
    });

  test.each([
    ['nothing waits', 0, drainers([], { isDrainTime: true, running: 2 })],
    ['one has waited for a moment', 0, drainers([waiting()])],
    [
      'the oldest has waited as long as the operator lets it',
      1,
      drainers([waiting({ waited: 600 })]),
    ],
    ['an hour of work waits', 1, drainers([waiting({ audio: 36_000 })])],
    ['it is the daily time', 1, drainers([waiting()], { isDrainTime: true })],
    ['a job must begin in five minutes', 1, drainers([waiting({ startsIn: 299 })])],
    ['a drainer runs already', 1, drainers([waiting()], { running: 1 })],
    [
      'the operator wants none',
      0,
      drainers([waiting({ waited: 9999 })], { settings: { ...settings, batchMaxMachines: 0 } }),
    ],
  ])('%s: %i', (_, expected, found) => {
    expect(found).toBe(expected);
  });

  test('more are there only for deadlines', () => {
    const long = { audio: 36_000, waited: 700 };
    expect(drainers([waiting(long), waiting(long), waiting(long)])).toBe(1);
    const soon = { ...long, startsIn: 3000 };
    expect(drainers([waiting(soon), waiting(soon), waiting(soon)])).toBe(3);
  });

  test('one job that is too late for any new machine does not ask for all of them', () => {
    const late = waiting({ audio: 36_000, waited: 700, startsIn: BOOT_SECONDS - 1 });
    expect(drainers([late])).toBe(1);
    const inTime = waiting({ audio: 36_000, waited: 700, startsIn: BOOT_SECONDS });
    expect(drainers([late, inTime])).toBe(1);
    expect(drainers([late, inTime, inTime])).toBe(2);
  });

  const aWaitingJob = fc
    .record({
      audio: fc.integer({ min: 0, max: 40_000 }),
      waited: fc.integer({ min: 0, max: 7200 }),
      startsIn: fc.integer({ min: -600, max: 30_000 }),
    })
    .map(waiting);
  const backlog = fc.record({
    waiting: fc.array(aWaitingJob, { maxLength: 12 }),
    running: fc.integer({ min: 0, max: 6 }),
    secondsPerAudioSecond: fc.double({ min: 0.005, max: 0.5, noNaN: true }),
    isDrainTime: fc.boolean(),
    settings: fc.record({
      batchMaxMachines: fc.integer({ min: 0, max: 6 }),
      batchWaitMinutes: fc.integer({ min: 1, max: 60 }),
    }),
  });

  test('are never more than the operator allows, and never fewer for more work', () => {
    fc.assert(
      fc.property(backlog, aWaitingJob, (given, more) => {
        const count = howManyDrainers({ ...given, now });
        expect(count).toBeLessThanOrEqual(given.settings.batchMaxMachines);
        const grown = { ...given, waiting: [...given.waiting, more] };
        expect(howManyDrainers({ ...grown, now })).toBeGreaterThanOrEqual(count);
      }),
    );
  });

  test('begin every job in time that a new machine can, if the operator allows enough of them', () => {
    fc.assert(
      fc.property(backlog, (given) => {
        const count = howManyDrainers({ ...given, now });
        const isEnough = (waits: readonly WaitingJob[], machines: number, from: number) =>
          lateness({ ...given, waiting: waits }, machines, from).every((late) => late <= 0);
        // Without any it must be early enough for the next round.
        if (count === 0)
          expect(
            given.waiting.length === 0 ||
              given.settings.batchMaxMachines === 0 ||
              isEnough(given.waiting, 1, 60),
          ).toBe(true);
        const servable = given.waiting.filter(({ latestStartAt }) => latestStartAt >= booted);
        if (count > 0 && count < given.settings.batchMaxMachines)
          expect(isEnough(servable, count, 0)).toBe(true);
        if (count > 1) expect(isEnough(servable, count - 1, 0)).toBe(false);
      }),
    );
  });

  /** Seconds by which each job begins too late, oldest first. */
  function lateness(
    given: { waiting: readonly WaitingJob[]; secondsPerAudioSecond: number },
    machines: number,
    from: number,
  ): number[] {
    const free = Array.from({ length: machines }, () => from + BOOT_SECONDS);
    return given.waiting
      .toSorted((one, other) => one.since.localeCompare(other.since))
      .map(({ audioSeconds, latestStartAt }) => {
        free.sort((one, other) => one - other);
        const start = free[0] ?? 0;
        free[0] = start + (audioSeconds || 600) * given.secondsPerAudioSecond;
        return start - (Date.parse(latestStartAt) - now.getTime()) / 1000;
      });
  }
});

describe('warm servers', () => {
  const settings: WarmSettings = {
    ...{ warmMin: 1, warmMax: 3, warmIdleMinutes: 15, warmHours: '', timeZone: 'Etc/UTC' },
    poolLifeMinutes: 1440,
  };
  const server = (id: string, ageMinutes = 30) => ({
    id,
    pool: 'warm' as const,
    launchedAt: after(-ageMinutes * 60),
  });
  const row = (given: Partial<ServerRow> & { idleMinutes?: number } = {}): ServerRow => {
    const { idleMinutes, ...rest } = given;
    const isIdle = idleMinutes !== undefined;
    return {
      ...{ pool: 'warm', kind: 'ec2', ready: true, model: 'm', version: '1' },
      load: { running: isIdle ? 0 : 1, waiting: 0, places: 2 },
      beatAt: after(-3),
      ...(isIdle && { idleSince: after(-idleMinutes * 60) }),
      ...rest,
    };
  };
  const full = row({ load: { running: 2, waiting: 0, places: 2 } });
  const plan = (
    servers: Record<string, [ServerRow | undefined, number?]>,
    given: Partial<WarmSettings> = {},
    demandAt?: Date,
  ) =>
    howManyServers({
      rows: Object.fromEntries(
        Object.entries(servers).flatMap(([id, [one]]) => (one ? [[id, one]] : [])),
      ),
      running: Object.entries(servers).map(([id, [, age]]) => server(id, age)),
      ...{ demandAt, now, settings: { ...settings, ...given } },
    });

  test.each([
    ['the minimum is launched', plan({}), 1, []],
    ['one is enough while it has places', plan({ a: [row()] }), 0, []],
    ['all full: one more', plan({ a: [full] }), 1, []],
    ['all full, one boots: none', plan({ a: [full], b: [undefined] }), 0, []],
    ['all full, as many as allowed: none', plan({ a: [full], b: [full], c: [full] }), 0, []],
    [
      'a server that is gone does not count as full',
      plan({ a: [{ ...full, beatAt: after(-60) }] }),
      0,
      [],
    ],
    ['idle, but the last one: stays', plan({ a: [row({ idleMinutes: 60 })] }), 0, []],
    [
      'idle beyond the minimum, the longest first',
      plan({ a: [row({ idleMinutes: 20 })], b: [row({ idleMinutes: 40 })] }),
      0,
      ['b'],
    ],
    ['idle for a short time: stays', plan({ a: [row()], b: [row({ idleMinutes: 14 })] }), 0, []],
    ['one that is asked to end does not count', plan({ a: [row({ retire: true })] }), 1, []],
    ['near its end: a successor first', plan({ a: [row(), 1400] }), 1, []],
    ['near its end, the successor boots', plan({ a: [row(), 1400], b: [undefined] }), 0, []],
    ['near its end, the successor is ready', plan({ a: [row(), 1400], b: [row()] }), 0, ['a']],
    [
      'closed: all end',
      plan({ a: [row()], b: [undefined] }, { warmHours: 'Mon 08:00-17:00' }),
      0,
      ['a', 'b'],
    ],
    ['from none, when a job asks', plan({}, { warmMin: 0 }, now), 1, []],
    [
      'from none, when a job asked long ago',
      plan({}, { warmMin: 0 }, new Date(now.getTime() - 3_600_000)),
      0,
      [],
    ],
    ['none allowed', plan({}, { warmMin: 0, warmMax: 0 }, now), 0, []],
  ])('%s', (...of) => {
    const [, found, launch, retire] = of;
    expect(found).toEqual({ launch, retire });
  });

  test('stay between minimum and maximum, and each that is asked to end runs', () => {
    const anyRow = fc.option(
      fc.record({
        running: fc.nat(2),
        idleMinutes: fc.option(fc.nat(60), { nil: undefined }),
        retire: fc.boolean(),
        ready: fc.boolean(),
        ago: fc.nat(30),
      }),
      { nil: undefined },
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyRow, fc.nat(1500)), { maxLength: 6 }),
        fc.record({ warmMin: fc.nat(3), warmMax: fc.nat(5) }),
        fc.boolean(),
        (servers, given, isAsked) => {
          const named = Object.fromEntries(
            servers.map(([one, age], index) => [
              `i-${index}`,
              [
                one &&
                  row({
                    ...(one.idleMinutes !== undefined && { idleMinutes: one.idleMinutes }),
                    ...{ retire: one.retire, ready: one.ready, beatAt: after(-one.ago) },
                    load: { running: one.running, waiting: 0, places: 2 },
                  }),
                age,
              ] as [ServerRow | undefined, number],
            ]),
          );
          const { launch, retire } = plan(named, given, isAsked ? now : undefined);
          const most = Math.max(given.warmMin, given.warmMax);
          const lasting = Object.values(named).filter(
            ([one, age]) => one?.retire !== true && age < 1380,
          ).length;
          expect(launch).toBeLessThanOrEqual(Math.max(0, most - lasting));
          expect(launch + lasting).toBeGreaterThanOrEqual(given.warmMin);
          const lastingRetired = retire.filter((id) => (named[id]?.[1] ?? 0) < 1380).length;
          expect(lasting - lastingRetired).toBeGreaterThanOrEqual(Math.min(lasting, given.warmMin));
          expect(Object.keys(named)).toEqual(expect.arrayContaining(retire));
        },
      ),
    );
  });
});

describe('opening hours', () => {
  /** Sweden's rule since 1996: summer time from the last Sunday of March to that of October, 01:00 UTC. */
  function stockholm(at: Date): { day: number; minute: number } {
    const lastSunday = (month: number) => {
      const end = new Date(Date.UTC(at.getUTCFullYear(), month + 1, 0, 1));
      end.setUTCDate(end.getUTCDate() - end.getUTCDay());
      return end;
    };
    const isSummer = at >= lastSunday(2) && at < lastSunday(9);
    const local = new Date(at.getTime() + (isSummer ? 2 : 1) * 3_600_000);
    return {
      day: (local.getUTCDay() + 6) % 7,
      minute: local.getUTCHours() * 60 + local.getUTCMinutes(),
    };
  }

  test('are those of the clock on the wall, also on the days when it is changed', () => {
    const around = fc.oneof(
      fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
      fc.date({ min: new Date('2027-03-27'), max: new Date('2027-03-30'), noInvalidDate: true }),
      fc.date({ min: new Date('2026-10-24'), max: new Date('2026-10-27'), noInvalidDate: true }),
    );
    fc.assert(
      fc.property(around, (at) => {
        const { day, minute } = stockholm(at);
        const expected = day <= 4 && minute >= 8 * 60 && minute < 17 * 60;
        expect(isOpen('Mon-Fri 08:00-17:00', 'Europe/Stockholm', at)).toBe(expected);
        const night = minute >= 22 * 60 ? day : minute < 6 * 60 ? (day + 6) % 7 : undefined;
        const isWeekend = night !== undefined && (night === 5 || night === 6);
        expect(isOpen('Sat-Sun 22:00-06:00', 'Europe/Stockholm', at)).toBe(isWeekend);
      }),
    );
  });

  test.each([
    ['', true],
    ['Sun 00:00-24:00', true],
    ['Sat-Mon 11:00-13:00', true],
    ['Mon-Sat 00:00-24:00', false],
    ['Sun 12:00-13:00', true],
    ['Sun 11:00-12:00', false],
  ])('"%s" on a Sunday at noon: %s', (hours, expected) => {
    expect(isOpen(hours, 'Etc/UTC', now)).toBe(expected);
  });

  test('that cannot be read are refused', () => {
    expect(() => isOpen('8-17', 'Etc/UTC', now)).toThrow('"8-17"');
    expect(() => isOpen('Mon 08:00-17:00', 'Europe/Atlantis', now)).toThrow('Atlantis');
  });
});

describe('shares', () => {
  test('add up to what the machine is charged for, in whole seconds, by the time of each job', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 700_000 }),
        fc.array(fc.double({ min: 0, max: 90_000, noNaN: true }), { minLength: 1, maxLength: 200 }),
        (seconds, busy) => {
          const shares = sharesOf(seconds, busy);
          const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);
          expect(sum(shares)).toBe(seconds);
          expect(shares).toHaveLength(busy.length);
          const total = sum(busy);
          shares.forEach((share, index) => {
            expect(Number.isInteger(share) && share >= 0).toBe(true);
            const fair = total > 0 ? ((busy[index] ?? 0) / total) * seconds : seconds / busy.length;
            expect(Math.abs(share - fair)).toBeLessThanOrEqual(1.001);
          });
        },
      ),
    );
  });

  test('of a machine without a job are none', () => {
    expect(sharesOf(60, [])).toEqual([]);
  });
});
