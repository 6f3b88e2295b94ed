import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { reserve, type LaunchBudget } from '../../core/machines/spot/launch-budget.ts';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');
/** Turns are compared in milliseconds that are no whole numbers. */
const ROUNDING_MS = 0.01;

const budgets = fc.record({
  burst: fc.integer({ min: 1, max: 20 }),
  perSecond: fc.integer({ min: 1, max: 50 }),
});
/** Milliseconds between one launcher's question and the next one's; often none. */
const gaps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 })), {
  minLength: 1,
  maxLength: 120,
});

interface Turn {
  askedAt: number;
  turnAt: number;
}

function turnsOf(pauses: readonly number[], budget: LaunchBudget): Turn[] {
  let arrivalAt: number | undefined;
  let now = NOON;
  return pauses.map((pause) => {
    now += pause;
    const reservation = reserve(arrivalAt, now, budget);
    arrivalAt = reservation.arrivalAt;
    return { askedAt: now, turnAt: reservation.turnAt };
  });
}

describe('the launch budget', () => {
  test('never gives more than burst + rate × time turns, in whatever window', () => {
    fc.assert(
      fc.property(budgets, gaps, (budget, pauses) => {
        const turns = turnsOf(pauses, budget).map(({ turnAt }) => turnAt);
        for (const [first, from] of turns.entries()) {
          for (const [last, to] of turns.entries()) {
            if (last < first) continue;
            const allowed = budget.burst + ((to - from + ROUNDING_MS) / 1000) * budget.perSecond;
            expect(last - first + 1).toBeLessThanOrEqual(allowed);
          }
        }
      }),
    );
  });

  test('gives turns in the order of asking, none before it was asked for', () => {
    fc.assert(
      fc.property(budgets, gaps, (budget, pauses) => {
        const turns = turnsOf(pauses, budget);
        for (const { askedAt, turnAt } of turns) expect(turnAt).toBeGreaterThanOrEqual(askedAt);
        const inOrder = turns.map(({ turnAt }) => turnAt);
        expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
      }),
    );
  });

  test('wastes none: under load, the turns after the burst follow each other at the full rate', () => {
    fc.assert(
      fc.property(budgets, fc.integer({ min: 1, max: 100 }), (budget, jobs) => {
        const last = turnsOf(Array<number>(jobs).fill(0), budget).at(-1)?.turnAt ?? NaN;
        const waits = Math.max(0, jobs - budget.burst);
        expect(last - NOON).toBeCloseTo((waits * 1000) / budget.perSecond, 1);
      }),
    );
  });

  test('a thousand jobs at once, five and two a second: the last one has its turn after 8.3 minutes', () => {
    const turns = turnsOf(Array<number>(1000).fill(0), { burst: 5, perSecond: 2 });
    expect(turns.filter(({ turnAt }) => turnAt === NOON)).toHaveLength(5);
    expect((turns.at(-1)?.turnAt ?? NaN) - NOON).toBe(497_500);
  });
});
