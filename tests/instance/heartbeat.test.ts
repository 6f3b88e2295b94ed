import { describe, expect, test } from 'vitest';
import { beatWhileMoving, ActivityCounter } from '../../userdata/agent/heartbeat.ts';
import { createLog } from '../../userdata/agent/log.ts';
import { AttemptOver } from '../../userdata/agent/task.ts';
import { FakeClock } from './fake-clock.ts';

/**
 * Lets time pass until `until`, in seconds; `each` is asked before every beat that may come.
 * Returns the seconds at which beats were sent.
 */
async function beats(o: {
  heartbeatSeconds: number;
  until: number;
  moves: (second: number) => boolean;
  answer?: (second: number) => void;
}): Promise<number[]> {
  const clock = new FakeClock();
  const begun = clock.now();
  const second = () => (clock.now() - begun) / 1000;
  const activity = new ActivityCounter();
  const end = new AbortController();
  const sent: number[] = [];
  const watched = {
    now: () => clock.now(),
    async sleep(ms: number, signal: AbortSignal) {
      await clock.sleep(ms, signal);
      if (second() > o.until) end.abort();
      if (o.moves(second())) activity.touch();
      signal.throwIfAborted();
    },
  };
  const beating = beatWhileMoving({
    beat: () => {
      sent.push(second());
      return Promise.resolve().then(() => o.answer?.(second()));
    },
    activity,
    heartbeatSeconds: o.heartbeatSeconds,
    clock: watched,
    log: createLog(),
    signal: end.signal,
  });
  await beating.catch((error: unknown) => {
    if (!end.signal.aborted) throw error;
  });
  return sent;
}

describe('the heartbeat', () => {
  test('beats at once, and then eight times in the time that the workflow waits, while the work moves', async () => {
    const sent = await beats({ heartbeatSeconds: 80, until: 80, moves: () => true });
    expect(sent).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80]);
  });

  test('stops when the work stops', async () => {
    const sent = await beats({ heartbeatSeconds: 80, until: 600, moves: (at) => at <= 30 });
    expect(sent).toEqual([0, 10, 20, 30]);
  });

  test('beats at most once a second', async () => {
    const sent = await beats({ heartbeatSeconds: 1, until: 3, moves: () => true });
    expect(sent).toEqual([0, 1, 2, 3]);
  });

  test('that was not heard is repeated without new progress', async () => {
    const sent = await beats({
      heartbeatSeconds: 80,
      until: 40,
      moves: (at) => at === 10,
      answer: (at) => {
        if (at === 10) throw new TypeError('fetch failed');
      },
    });
    expect(sent).toEqual([0, 10, 20]);
  });

  test('ends with AttemptOver when nobody waits', async () => {
    const answer = () => {
      throw new AttemptOver();
    };
    const beating = beats({ heartbeatSeconds: 80, until: 40, moves: () => true, answer });
    await expect(beating).rejects.toBeInstanceOf(AttemptOver);
  });
});
