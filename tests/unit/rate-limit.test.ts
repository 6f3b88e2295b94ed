import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  intervalOf,
  latestArrival,
  microsecondsOf,
  standingOf,
  type RateLimit,
} from '../../core/access/rate-limit.ts';

const NOON = new Date('2026-11-21T12:00:00.000Z');
const MILLISECOND = 1000;
const SECOND = 1000 * MILLISECOND;

const limits = fc.record({
  burst: fc.integer({ min: 1, max: 20 }),
  perSecond: fc.integer({ min: 1, max: 50 }),
});
/** Milliseconds between one request and the next one; often none. */
const gaps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 })), {
  minLength: 1,
  maxLength: 120,
});

/** A key, and what it was let to do. */
class Caller {
  now = microsecondsOf(NOON);
  readonly letIn: number[] = [];
  private arrivalAt: number | undefined;
  private readonly limit: RateLimit;

  constructor(limit: RateLimit) {
    this.limit = limit;
  }

  ask() {
    const { limit, now } = this;
    const isAllowed = (this.arrivalAt ?? now) <= latestArrival(now, limit);
    if (isAllowed) {
      this.arrivalAt = Math.max(this.arrivalAt ?? now, now) + intervalOf(limit);
      this.letIn.push(now);
    }
    return standingOf(this.arrivalAt, now, { limit, isAllowed });
  }
}

describe('the rate of a key', () => {
  test('is never above burst + rate × time, in whatever window', () => {
    fc.assert(
      fc.property(limits, gaps, (limit, pauses) => {
        const caller = new Caller(limit);
        for (const pause of pauses) {
          caller.now += pause * MILLISECOND;
          caller.ask();
        }
        const { letIn } = caller;
        for (const [first, from] of letIn.entries()) {
          for (const [last, to] of letIn.entries()) {
            if (last < first) continue;
            const allowed = limit.burst + ((to - from) / SECOND) * limit.perSecond;
            expect(last - first + 1).toBeLessThanOrEqual(allowed);
          }
        }
      }),
    );
  });

  test('is told as it is: so many more are let in at once, and the next one is not', () => {
    fc.assert(
      fc.property(limits, gaps, (limit, pauses) => {
        const caller = new Caller(limit);
        for (const pause of pauses) {
          caller.now += pause * MILLISECOND;
          caller.ask();
        }
        const { remaining } = caller.ask();
        for (let left = remaining; left > 0; left--) {
          expect(caller.ask()).toMatchObject({ isAllowed: true, remaining: left - 1 });
        }
        expect(caller.ask()).toMatchObject({ isAllowed: false, remaining: 0 });
      }),
    );
  });

  test('lets in whoever waits as long as it was told to, and has all back in the time that it told', () => {
    fc.assert(
      fc.property(limits, (limit) => {
        const caller = new Caller(limit);
        for (let left = limit.burst; left > 0; left--) expect(caller.ask().isAllowed).toBe(true);
        const { isAllowed, retryAfterSeconds } = caller.ask();
        expect([isAllowed, retryAfterSeconds > 0]).toEqual([false, true]);
        caller.now += retryAfterSeconds * SECOND;
        const next = caller.ask();
        expect(next.isAllowed).toBe(true);
        caller.now += next.fullInSeconds * SECOND;
        expect(caller.ask().remaining).toBe(limit.burst - 1);
      }),
    );
  });

  test('asked in steady time with the rate, nobody is refused', () => {
    const caller = new Caller({ burst: 1, perSecond: 4 });
    for (let second = 0; second < 20; second++) {
      expect(caller.ask().isAllowed).toBe(true);
      caller.now += 250 * MILLISECOND;
    }
  });
});
