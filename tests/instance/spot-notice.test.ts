import { expect, test } from '@jest/globals';
import { createLog } from '../../userdata/agent/log.ts';
import { spotNotice } from '../../userdata/agent/spot-notice.ts';
import { Border } from './border.ts';
import { FakeClock } from './fake-clock.ts';

test('the notice is looked for every five seconds until it is there', async () => {
  await using border = await new Border().start();
  const clock = new FakeClock();
  const watched = {
    now: () => clock.now(),
    async sleep(ms: number, signal: AbortSignal) {
      await clock.sleep(ms, signal);
      border.spotNotice = clock.slept.length === 3;
    },
  };
  await spotNotice({
    metadataUrl: border.metadataUrl,
    clock: watched,
    log: createLog(),
    signal: new AbortController().signal,
  });
  expect(clock.slept).toEqual([5000, 5000, 5000]);
});

test('a metadata token that is no longer good is asked for anew', async () => {
  await using border = await new Border().start();
  const clock = new FakeClock();
  const watched = {
    now: () => clock.now(),
    async sleep(ms: number, signal: AbortSignal) {
      await clock.sleep(ms, signal);
      border.metadataToken = 'another';
      border.spotNotice = true;
    },
  };
  await spotNotice({
    metadataUrl: border.metadataUrl,
    clock: watched,
    log: createLog(),
    signal: new AbortController().signal,
  });
  expect(clock.slept).toEqual([5000, 5000]);
});

test('the watch ends with its signal', async () => {
  await using border = await new Border().start();
  const end = new AbortController();
  const gone = new Error('the job is done');
  const watch = spotNotice({
    metadataUrl: border.metadataUrl,
    clock: {
      now: () => Date.now(),
      sleep(_, signal) {
        end.abort(gone);
        return Promise.reject(signal.reason as Error);
      },
    },
    log: createLog(),
    signal: end.signal,
  });
  await expect(watch).rejects.toBe(gone);
});
