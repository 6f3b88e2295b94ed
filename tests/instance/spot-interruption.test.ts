import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { CompletionEstimate } from '../../userdata/agent/completion-estimate.ts';
import { createLog } from '../../userdata/agent/log.ts';
import { InstanceMetadata } from '../../userdata/agent/metadata.ts';
import {
  awaitInterruption,
  shouldContinue,
  type SpotNotice,
} from '../../userdata/agent/spot-interruption.ts';
import { FakeAws } from './fake-aws.ts';
import { FakeClock } from './fake-clock.ts';

/** Watches from `fakeAws`; `afterLook` is called after each look, with how many there were. */
function watch(
  fakeAws: FakeAws,
  how: {
    afterLook: (looks: number) => void;
    shouldContinue?: (notice: SpotNotice) => boolean;
    signal?: AbortSignal;
  },
) {
  const clock = new FakeClock();
  const watched = {
    now: () => clock.now(),
    async sleep(ms: number, signal: AbortSignal) {
      await clock.sleep(ms, signal);
      how.afterLook(clock.slept.length);
      signal.throwIfAborted();
    },
  };
  const due = awaitInterruption({
    metadata: new InstanceMetadata(fakeAws.metadataUrl),
    shouldContinue: how.shouldContinue ?? (() => false),
    clock: watched,
    log: createLog(),
    signal: how.signal ?? new AbortController().signal,
  });
  return { due, clock };
}

describe('the notice', () => {
  test('is looked for every five seconds until it is there', async () => {
    await using fakeAws = await new FakeAws().start();
    const { due, clock } = watch(fakeAws, {
      afterLook: (looks) => {
        if (looks === 3) fakeAws.spotNotice = new Date(clock.now()).toISOString();
      },
    });
    expect((await due).code).toBe('SpotInterrupted');
    expect(clock.slept).toEqual([5000, 5000, 5000]);
  });

  test('is found although the metadata token is no longer good', async () => {
    await using fakeAws = await new FakeAws().start();
    const { due, clock } = watch(fakeAws, {
      afterLook: () => {
        fakeAws.metadataToken = 'another';
        fakeAws.spotNotice = new Date(clock.now()).toISOString();
      },
    });
    await due;
    expect(clock.slept).toEqual([5000, 5000]);
  });

  test('says when the machine is gone, and is asked about until there is no staying', async () => {
    await using fakeAws = await new FakeAws().start();
    fakeAws.spotNotice = '2026-03-01T12:02:00Z';
    const asked: SpotNotice[] = [];
    const { due, clock } = watch(fakeAws, {
      afterLook: () => undefined,
      shouldContinue: (notice) => asked.push(notice) < 3,
    });
    await due;
    const notice = { why: 'interruption', at: Date.parse('2026-03-01T12:02:00Z') };
    expect(asked).toEqual([notice, notice, notice]);
    expect(clock.slept).toEqual([5000, 5000]);
  });

  test('that cannot be read leaves no time', async () => {
    await using fakeAws = await new FakeAws().start();
    fakeAws.spotNotice = 'soon';
    const asked: number[] = [];
    const { due, clock } = watch(fakeAws, {
      afterLook: () => undefined,
      shouldContinue: ({ at }) => asked.push(at) > 1,
    });
    await due;
    expect(asked).toEqual([clock.now()]);
  });
});

test('after a recommendation to rebalance, the end may be two minutes away at any time', async () => {
  await using fakeAws = await new FakeAws().start();
  fakeAws.rebalance = true;
  const left: number[] = [];
  const { due, clock } = watch(fakeAws, {
    afterLook: () => undefined,
    shouldContinue: ({ why, at }) => {
      expect(why).toBe('rebalance');
      return left.push(at - clock.now()) < 2;
    },
  });
  const failure = await due;
  expect(left).toEqual([120_000, 120_000]);
  expect([failure.code, failure.message]).toEqual([
    'SpotInterrupted',
    expect.stringContaining('recommended'),
  ]);
});

test('the watch ends with its signal', async () => {
  await using fakeAws = await new FakeAws().start();
  const end = new AbortController();
  const gone = new Error('the job is done');
  const { due } = watch(fakeAws, { afterLook: () => end.abort(gone), signal: end.signal });
  await expect(due).rejects.toBe(gone);
});

describe('the work goes on', () => {
  const START = Date.parse('2026-03-01T12:00:00Z');

  /** After so many seconds, this fraction of the file is transcribed. */
  function estimate(...notes: [second: number, fraction: number][]): CompletionEstimate {
    const made = new CompletionEstimate();
    for (const [second, fraction] of notes) made.record(fraction, START + second * 1000);
    return made;
  }

  function stays(
    why: SpotNotice['why'],
    attempt: number | undefined,
    made: CompletionEstimate,
  ): boolean {
    return shouldContinue({ why, at: START + 220_000 }, { attempt, estimate: made });
  }

  test('if at this speed it is over before, with 20 s to write it', () => {
    expect(stays('interruption', 1, estimate([0, 0], [100, 0.5]))).toBe(true);
    expect(stays('interruption', 1, estimate([0, 0], [101, 0.5]))).toBe(false);
    expect(stays('interruption', 2, estimate([0, 0], [100, 0.5]))).toBe(true);
  });

  test('not if nothing is known of its speed', () => {
    expect(stays('interruption', 1, estimate())).toBe(false);
    expect(stays('interruption', 1, estimate([0, 0.9]))).toBe(false);
    expect(stays('interruption', undefined, estimate())).toBe(false);
  });

  test('at a mere recommendation before there is a job, and in every attempt but the first', () => {
    const slow = estimate([0, 0], [100, 0.1]);
    expect(stays('rebalance', undefined, estimate())).toBe(true);
    expect(stays('rebalance', 2, slow)).toBe(true);
    expect(stays('rebalance', 1, slow)).toBe(false);
    expect(stays('rebalance', 1, estimate([0, 0], [100, 0.5]))).toBe(true);
  });

  test('what an engine only tells again changes nothing', () => {
    const note = fc.tuple(
      fc.integer({ min: 1, max: 99 }),
      fc.double({ min: 0, max: 0.5, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(note), (again) => {
        const made = estimate([0, 0], [100, 0.5]);
        for (const [second, fraction] of again)
          made.record(fraction, START + (100 + second) * 1000);
        expect(made.finishesBefore(START + 220_000)).toBe(true);
        expect(made.finishesBefore(START + 219_999)).toBe(false);
      }),
    );
  });
});
