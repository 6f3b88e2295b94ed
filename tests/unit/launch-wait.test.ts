import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { secondsToWait } from '../../core/launch-wait.ts';

const draw = fc.double({ min: 0, max: 1, noNaN: true });
const tries = fc.integer({ min: 1, max: 500 });
const LONGEST_DRAW = 1;

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
