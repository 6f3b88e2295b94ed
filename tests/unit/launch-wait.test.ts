import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { nextWait, secondsToWait } from '../../core/machines/launch-wait.ts';
import type { QueuedBecause } from '../../core/job/job.ts';

const draw = fc.double({ min: 0, max: 1, noNaN: true });
const tries = fc.integer({ min: 1, max: 500 });
const code = fc.constantFrom('NoCapacity' as const, 'QuotaReached' as const, 'Throttled' as const);
const LONGEST_DRAW = 1;
const NOON = Date.parse('2026-11-21T12:00:00.000Z');
const patience = { capacityPatienceSeconds: 3600, capacityRetrySeconds: 30 };
const message = 'None.';

describe('the pause before EC2 is asked again', () => {
  test('after a lack of capacity grows from tens of seconds to minutes', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7].map((n) =>
      secondsToWait({ code: 'NoCapacity', tries: n }, 30, LONGEST_DRAW),
    );
    expect(pauses).toEqual([30, 60, 120, 240, 480, 600, 600]);
  });

  test('of a quota is the same; half of it is certain, half is drawn', () => {
    fc.assert(
      fc.property(tries, draw, (n, drawn) => {
        const most = secondsToWait({ code: 'QuotaReached', tries: n }, 30, LONGEST_DRAW);
        const pause = secondsToWait({ code: 'QuotaReached', tries: n }, 30, drawn);
        expect(pause).toBeGreaterThanOrEqual(most / 2);
        expect(pause).toBeLessThanOrEqual(most);
      }),
    );
  });

  test('after throttling is short, and drawn from its whole length', () => {
    fc.assert(
      fc.property(tries, draw, (n, drawn) => {
        const pause = secondsToWait({ code: 'Throttled', tries: n }, 30, drawn);
        expect(pause).toBeGreaterThanOrEqual(1);
        expect(pause).toBeLessThanOrEqual(Math.max(1, Math.min(120, 2 ** n)));
      }),
    );
  });
});

describe('a job that waits', () => {
  test('waits no longer than its patience and its deadline, in whatever order reasons come', () => {
    const deadlines = fc.option(fc.integer({ min: 1, max: 7200 }), { nil: undefined });
    fc.assert(
      fc.property(fc.infiniteStream(code), deadlines, (reasons, deadlineSeconds) => {
        const patienceEnds = NOON + patience.capacityPatienceSeconds * 1000;
        const deadline = NOON + (deadlineSeconds ?? Infinity) * 1000;
        const until = Math.min(patienceEnds, deadline);
        const deadlineAt = deadlineSeconds === undefined ? undefined : iso(deadline);
        let queuedBecause: QueuedBecause | undefined;
        let now = NOON;
        for (const kind of reasons) {
          const job = { queuedBecause, deadlineAt };
          const wait = nextWait(job, { kind, message }, { now, patience });
          expect(wait === undefined).toBe(now >= until);
          if (!wait) break;
          expect(Date.parse(wait.retryAt)).toBeGreaterThan(now);
          expect(Date.parse(wait.retryAt)).toBeLessThanOrEqual(until);
          expect(wait.since).toBe(iso(NOON));
          queuedBecause = wait;
          now = Date.parse(wait.retryAt);
        }
      }),
    );
  });

  test('for its slot waits exactly until then, and that is no try', () => {
    const slot = { line: 'owner', at: NOON + 12_345 } as const;
    const reason = { kind: 'Throttled', message, slot } as const;
    const wait = nextWait({}, reason, { now: NOON, patience });
    expect(wait).toMatchObject({ retryAt: iso(slot.at), tries: 0 });

    // After a call without an answer: the next one still has to look for its instance.
    const before = nextWait({}, { kind: 'Throttled', message }, { now: NOON, patience });
    const job = before ? { queuedBecause: before } : {};
    expect(nextWait(job, reason, { now: NOON, patience })).toMatchObject({ tries: 1 });
  });
});

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
