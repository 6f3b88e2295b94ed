import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Job } from '../../core/job/job.ts';
import { JOB_STATUSES, isFinal } from '../../core/job/job-status.ts';
import type { LiveInstance } from '../../core/machines/live-instance.ts';
import {
  GRACE_MS,
  isOrphan,
  MARKED_MS,
  verdictOn,
  verdictOnPool,
} from '../../core/machines/orphans.ts';
import { aJob } from '../support/a-job.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const ROUND_MS = 5 * 60_000;
const IDS = ['i-0000000000000000a', 'i-0000000000000000b'] as const;

const at = (ms: number) => new Date(ms);
const ago = (minutes: number) => at(NOW - minutes * 60_000);

const job: fc.Arbitrary<Job | undefined> = fc.option(
  fc
    .record({
      status: fc.constantFrom(...JOB_STATUSES),
      attempt: fc.integer({ min: 0, max: 3 }),
      instance: fc.option(
        fc.constantFrom(...IDS).map((id) => ({
          id,
          type: 'g4dn.xlarge',
          market: 'spot' as const,
          zone: 'eu-north-1a',
          imageId: 'ami-0123456789abcdef0',
        })),
        { nil: undefined },
      ),
      endedAt: fc.option(
        fc.integer({ min: 0, max: 60 }).map((minutes) => ago(minutes).toISOString()),
        { nil: undefined },
      ),
    })
    .map(aJob),
  { nil: undefined },
);

const instance: fc.Arbitrary<LiveInstance> = fc.record({
  id: fc.constantFrom(...IDS),
  launchedAt: fc.integer({ min: 0, max: 600 }).map(ago),
  jobId: fc.option(fc.constant('job-0123456789abcdef01234567'), { nil: undefined }),
  attempt: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  reapAfter: fc.option(
    fc.integer({ min: -10, max: 60 }).map((minutes) => ago(minutes)),
    { nil: undefined },
  ),
});

function works(one: LiveInstance, known: Job | undefined): boolean {
  if (!known || isFinal(known.status)) return false;
  return known.attempt === one.attempt && known.instance?.id === one.id;
}

/** What a round does to an instance: undefined once it is gone. */
function afterRound(
  one: LiveInstance | undefined,
  known: Job | undefined,
  now: number,
): LiveInstance | undefined {
  if (!one) return undefined;
  const verdict = verdictOn(one, known, at(now));
  if (verdict === 'terminate') return undefined;
  if (verdict === 'mark') return { ...one, reapAfter: at(now + MARKED_MS) };
  return verdict === 'unmark' ? { ...one, reapAfter: undefined } : one;
}

describe('an instance', () => {
  test('that works on its job is never an orphan, whatever it is marked with', () => {
    fc.assert(
      fc.property(instance, job, (one, known) => {
        fc.pre(works(one, known));
        expect(isOrphan(verdictOn(one, known, at(NOW)))).toBe(false);
      }),
    );
  });

  test('that nobody waits for is gone after two rounds, and never after one', () => {
    fc.assert(
      fc.property(instance, job, (one, known) => {
        fc.pre(!works(one, known));
        const begin = NOW + GRACE_MS;
        const unmarked = { ...one, reapAfter: undefined };
        const once = afterRound(unmarked, known, begin);
        expect(once).toBeDefined();
        expect(afterRound(once, known, begin + ROUND_MS)).toBeUndefined();
      }),
    );
  });

  test('that was launched, or whose job ended, a moment ago is left alone', () => {
    fc.assert(
      fc.property(instance, job, fc.integer({ min: 1, max: GRACE_MS }), (one, known, left) => {
        const moment = at(NOW - GRACE_MS + left);
        const young = { ...one, launchedAt: moment };
        expect(isOrphan(verdictOn(young, known, at(NOW)))).toBe(false);
        fc.pre(known !== undefined);
        const ended = { ...known, endedAt: moment.toISOString() };
        expect(isOrphan(verdictOn(one, ended, at(NOW)))).toBe(false);
      }),
    );
  });

  test('that works again, or for the first time, loses its mark and needs two rounds anew', () => {
    fc.assert(
      fc.property(instance, job, (one, known) => {
        fc.pre(works(one, known));
        const marked = { ...one, reapAfter: ago(1) };
        expect(afterRound(marked, known, NOW)?.reapAfter).toBeUndefined();
      }),
    );
  });

  test('is not ended by a round that is told twice', () => {
    const orphan = { id: IDS[0], launchedAt: ago(60), jobId: undefined, attempt: undefined };
    const once = afterRound({ ...orphan, reapAfter: undefined }, undefined, NOW);
    expect(verdictOn({ ...orphan, reapAfter: once?.reapAfter }, undefined, at(NOW + 1000))).toBe(
      'wait',
    );
  });
});

describe("a pool's machine", () => {
  const pool = (launchedMinutesAgo: number, beatSecondsAgo?: number) =>
    verdictOnPool(
      {
        ...{ id: IDS[0], jobId: undefined, attempt: undefined, reapAfter: undefined, pool: 'warm' },
        launchedAt: ago(launchedMinutesAgo),
      },
      beatSecondsAgo === undefined ? undefined : { beatAt: ago(beatSecondsAgo / 60).toISOString() },
      { now: at(NOW), lifeMinutes: 600 },
    );

  test.each([
    ['boots', pool(14), 'keep'],
    ['has never reported', pool(16), 'mark'],
    ['reports', pool(590, 5), 'keep'],
    ['reports no more', pool(60, 16), 'mark'],
    ['has outlived its life, and its grace', pool(616, 5), 'mark'],
  ])('that %s', (_, verdict, expected) => {
    expect(verdict).toBe(expected);
  });
});
