import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  giveBack,
  ownersBudget,
  reserve,
  type LaunchBudget,
  type SlotLine,
} from '../../core/machines/spot/launch-budget.ts';

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
  let line: SlotLine | undefined;
  let now = NOON;
  return pauses.map((pause) => {
    now += pause;
    const reservation = reserve(line, now, budget);
    line = reservation.line;
    return { askedAt: now, turnAt: reservation.turnAt };
  });
}

/** No window has more than the budget allows. */
function expectWithin(turns: readonly number[], budget: LaunchBudget): void {
  const inOrder = turns.toSorted((a, b) => a - b);
  for (const [first, from] of inOrder.entries()) {
    for (const [last, to] of inOrder.entries()) {
      if (last < first) continue;
      const allowed = budget.burst + ((to - from + ROUNDING_MS) / 1000) * budget.perSecond;
      expect(last - first + 1).toBeLessThanOrEqual(allowed);
    }
  }
}

describe('the launch budget', () => {
  test('never gives more than burst + rate × time turns, in whatever window', () => {
    fc.assert(
      fc.property(budgets, gaps, (budget, pauses) => {
        const turns = turnsOf(pauses, budget).map(({ turnAt }) => turnAt);
        expectWithin(turns, budget);
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

describe('a slot that is given back', () => {
  /** What happens after a pause: a launcher asks, or one of those that wait gives its slot back. */
  const happenings = fc.array(
    fc.record({ pause: fc.integer({ min: 0, max: 900 }), gives: fc.option(fc.nat()) }),
    { maxLength: 120 },
  );

  test('goes to the next launcher, once; no window ever has more than the budget allows', () => {
    fc.assert(
      fc.property(budgets, happenings, (budget, happened) => {
        let line: SlotLine | undefined;
        let now = NOON;
        const held: number[] = [];
        for (const { pause, gives } of happened) {
          now += pause;
          const waiting = held.filter((slot) => slot > now);
          const slot = gives === null ? undefined : waiting[gives % waiting.length];
          if (line && slot !== undefined) {
            held.splice(held.indexOf(slot), 1);
            // A repeated return changes nothing.
            line = giveBack(giveBack(line, slot, now), slot, now);
          } else {
            const freed = [...(line?.freed ?? [])].filter((at) => at > now);
            const next = reserve(line, now, budget);
            if (freed.length > 0) expect(next.turnAt).toBe(Math.min(...freed));
            held.push(next.turnAt);
            line = next.line;
          }
          const isTaken = [...line.freed].some((at) => held.includes(at));
          expect(isTaken).toBe(false);
        }
        expectWithin(held, budget);
      }),
    );
  });

  test('is lost once it has passed', () => {
    const budget = { burst: 1, perSecond: 1 };
    const line = reserve(reserve(undefined, NOON, budget).line, NOON, budget).line;
    expect(giveBack(line, NOON + 1000, NOON + 1000).freed.size).toBe(0);
  });
});

describe('an owner beside one that floods', () => {
  /** With a burst of one there is no half to leave: one interval is added. */
  const shared = fc.record({
    burst: fc.integer({ min: 2, max: 20 }),
    perSecond: fc.integer({ min: 1, max: 50 }),
  });
  /** Jobs that come at once, and when; in milliseconds. */
  const bursts = fc.record({
    count: fc.integer({ min: 1, max: 40 }),
    at: fc.integer({ min: 0, max: 8000 }),
  });
  /** The other owner's jobs: when they come, and how long they wait before they are cancelled, if they are. */
  const floods = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 8000 }),
      patienceMs: fc.option(fc.integer({ min: 0, max: 5000 })),
    }),
    { maxLength: 150 },
  );

  test('has its k-th job launched after at most twice its wait alone', () => {
    fc.assert(
      fc.property(shared, floods, bursts, (budget, flood, { count, at }) => {
        const ours = Array.from({ length: count }, () => ({ owner: 'ours', at: NOON + at }));
        const theirs = flood.map(({ at: after, patienceMs }) => ({
          owner: 'theirs',
          at: NOON + after,
          ...(patienceMs !== null && { cancelledAt: NOON + after + patienceMs }),
        }));
        const alone = launchTimes(ours, budget, 'ours');
        const beside = launchTimes([...theirs, ...ours], budget, 'ours');
        for (const [nth, launchedAt] of beside.entries()) {
          const wait = (alone[nth] ?? NaN) - NOON - at;
          expect(launchedAt - NOON - at).toBeLessThanOrEqual(2 * wait + ROUNDING_MS);
        }
      }),
    );
  });

  interface AJob {
    owner: string;
    at: number;
    cancelledAt?: number;
  }

  /** Each job passes its owner's line, then that of all. @returns when the owner's jobs call EC2, in order */
  function launchTimes(jobs: readonly AJob[], budget: LaunchBudget, of: string): number[] {
    const lines = new Map<string, SlotLine>();
    const calls: number[] = [];
    const events = jobs.map((job) => ({ at: job.at, job, line: job.owner }));
    const returns: { at: number; line: string; slot: number }[] = [];
    for (;;) {
      events.sort((a, b) => a.at - b.at);
      const event = events.shift();
      if (!event) return calls.sort((a, b) => a - b);
      const { at, job, line } = event;
      for (const back of returns.filter((due) => due.at <= at)) {
        returns.splice(returns.indexOf(back), 1);
        const before = lines.get(back.line);
        if (before) lines.set(back.line, giveBack(before, back.slot, back.at));
      }
      const own = line === 'all' ? budget : ownersBudget(budget);
      const { turnAt, line: after } = reserve(lines.get(line), at, own);
      lines.set(line, after);
      const { cancelledAt = Infinity } = job;
      if (cancelledAt < turnAt) {
        returns.push({ at: Math.max(at, cancelledAt), line, slot: turnAt });
      } else if (line !== 'all') {
        events.push({ at: turnAt, job, line: 'all' });
      } else if (job.owner === of) {
        calls.push(turnAt);
      }
    }
  }
});
