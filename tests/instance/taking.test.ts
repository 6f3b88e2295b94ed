import { expect, test } from 'vitest';
import fc from 'fast-check';
import { createLog } from '../../userdata/agent/log.ts';
import { PoolLife } from '../../userdata/agent/pool/pool-life.ts';
import type { ReceivedOffer } from '../../userdata/agent/pool/offers.ts';
import type { Slot } from '../../userdata/agent/pool/slot.ts';
import { whyNoMore, type MachineState } from '../../userdata/agent/pool/taking.ts';
import { FakeClock } from './fake-clock.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-03-01T12:00:00Z');

const IDLE: MachineState = {
  pool: 'batch',
  isToldToEnd: false,
  isInterrupted: false,
  hasNoGpu: false,
  life: undefined,
  longestJobMs: 0,
  faults: 0,
  jobs: 0,
  lastWorkAt: NOW,
  now: NOW,
};

test.each([
  { state: {}, why: undefined },
  { state: { now: NOW + MINUTE - 1 }, why: undefined },
  { state: { now: NOW + MINUTE }, why: 'nothing came' },
  { state: { now: NOW + MINUTE, jobs: 1 }, why: undefined },
  { state: { now: NOW + MINUTE, pool: 'warm' }, why: undefined },
  { state: { isToldToEnd: true }, why: 'told to end' },
  { state: { isInterrupted: true }, why: 'interrupted' },
  { state: { hasNoGpu: true, pool: 'warm' }, why: 'no GPU' },
  { state: { faults: 2 }, why: undefined },
  { state: { faults: 3 }, why: 'jobs fail on it' },
] as const)('$state: $why', ({ state, why }) => {
  expect(whyNoMore({ ...IDLE, ...state })).toBe(why);
});

test.each([
  { life: 1440, left: 31, longest: 0, why: undefined },
  { life: 1440, left: 30, longest: 0, why: 'its life ends' },
  { life: 1440, left: 81, longest: 40, why: undefined },
  { life: 1440, left: 80, longest: 40, why: 'its life ends' },
  { life: 20, left: 3, longest: 0, why: undefined },
  { life: 20, left: 2, longest: 0, why: 'its life ends' },
])(
  'of a life of $life minutes $left are left, and a job took $longest: $why',
  ({ life, left, longest, why }) => {
    const to = NOW + left * MINUTE;
    const state = { life: { from: to - life * MINUTE, to }, longestJobMs: longest * MINUTE };
    expect(whyNoMore({ ...IDLE, ...state })).toBe(why);
  },
);

test('a machine that takes no more does not begin again as time goes by', () => {
  const state = fc.record({
    pool: fc.constantFrom('batch', 'warm'),
    isToldToEnd: fc.boolean(),
    isInterrupted: fc.boolean(),
    hasNoGpu: fc.boolean(),
    life: fc.option(fc.constant({ from: NOW, to: NOW + 60 * MINUTE }), { nil: undefined }),
    longestJobMs: fc.nat(60 * MINUTE),
    faults: fc.nat(4),
    jobs: fc.nat(2),
    lastWorkAt: fc.integer({ min: NOW - MINUTE, max: NOW }),
    now: fc.integer({ min: NOW, max: NOW + 60 * MINUTE }),
  });
  fc.assert(
    fc.property(state, fc.nat(60 * MINUTE), (machine, later) => {
      fc.pre(whyNoMore(machine) !== undefined);
      const then = { ...machine, now: machine.now + later };
      expect(whyNoMore(then)).toBeDefined();
    }),
  );
});

/** Minutes that a drainer waits whose receives end as `next` does. */
async function minutesUntilEnd(next: (clock: FakeClock) => Promise<ReceivedOffer | undefined>) {
  const clock = new FakeClock();
  const begun = clock.now();
  const nothing = () => Promise.resolve(undefined);
  const life = new PoolLife({
    ...{ pool: 'batch', life: undefined, clock, log: createLog(() => undefined) },
    slots: [{ isFree: true, left: nothing }] as unknown as Slot[],
    offers: { next: () => next(clock), delete: nothing, handBack: nothing },
  });
  expect(await life.run()).toBe('nothing came');
  return (clock.now() - begun) / MINUTE;
}

test('a drainer ends when nothing came for a minute', async () => {
  const { signal } = new AbortController();
  const waits = async (clock: FakeClock) => {
    await clock.sleep(20_000, signal);
    return undefined;
  };
  expect(await minutesUntilEnd(waits)).toBe(1);
});

test('a drainer whose queue cannot be read ends as well', async () => {
  expect(await minutesUntilEnd(() => Promise.reject(new Error('no network')))).toBe(1);
});

test('a drainer takes what came when its minute was over already', async () => {
  const { signal } = new AbortController();
  const clock = new FakeClock();
  const [taken, handedBack]: [string[], string[]] = [[], []];
  const received = { receipt: 'late' } as unknown as ReceivedOffer;
  const nothing = () => Promise.resolve(undefined);
  const take = ({ receipt }: ReceivedOffer) => {
    taken.push(receipt);
    return Promise.resolve({ jobId: 'job-1', ms: 0, isFault: false, isForOthers: false });
  };
  const life = new PoolLife({
    ...{ pool: 'batch', life: undefined, clock, log: createLog(() => undefined) },
    slots: [{ isFree: true, left: nothing, take }] as unknown as Slot[],
    offers: {
      next: async () => {
        await clock.sleep(MINUTE + 1, signal);
        return taken.length === 0 ? received : undefined;
      },
      delete: nothing,
      handBack: (receipt) => Promise.resolve(void handedBack.push(receipt)),
    },
  });
  expect(await life.run()).toBe('nothing came');
  expect({ taken, handedBack }).toEqual({ taken: ['late'], handedBack: [] });
});
