import { expect, test } from 'vitest';
import { waitUntil } from '../../computer/wait-until.ts';

/** A clock that jumps to the end of each sleep. */
function clockAt(start: number) {
  const slept: number[] = [];
  let now = start;
  const sleep = async (ms: number) => {
    slept.push(ms);
    now += ms;
    return Promise.resolve();
  };
  return { slept, now: () => now, sleep };
}

test('an answer that is there is given without a pause', async () => {
  const clock = clockAt(0);
  expect(await waitUntil(() => 'yes', { clock })).toBe('yes');
  expect(clock.slept).toEqual([]);
});

test.each([1000, 10_000, 600_000])(
  'what comes after %d ms is seen at most a fifth later, and a second',
  async (comesAt) => {
    const clock = clockAt(0);
    await waitUntil(() => clock.now() >= comesAt, { clock });
    expect(clock.now() - comesAt).toBeLessThanOrEqual(Math.min(comesAt / 5, 1000));
  },
);

test('asks at most ten times a second, and once a second after the first five', async () => {
  const clock = clockAt(0);
  await waitUntil(() => clock.now() > 100_000, { clock });
  expect(Math.min(...clock.slept)).toBe(100);
  expect(clock.slept.slice(-90)).toEqual(Array.from({ length: 90 }, () => 1000));
});

test('after the deadline it asks once more, then says what it has waited for', async () => {
  const clock = clockAt(5000);
  const asked: number[] = [];
  const ask = () => {
    asked.push(clock.now());
    return undefined;
  };
  const limit = { deadline: 5100, error: () => new RangeError('the end') };
  const waiting = waitUntil(ask, { limit, pauseMs: () => 60, clock });
  await expect(waiting).rejects.toThrow(new RangeError('the end'));
  expect(asked).toEqual([5000, 5060, 5120]);
});

test('a question that fails ends it', async () => {
  const ask = async () => Promise.reject(new TypeError('refused'));
  await expect(waitUntil(ask, { clock: clockAt(0) })).rejects.toThrow('refused');
});
