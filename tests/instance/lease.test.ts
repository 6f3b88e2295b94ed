import { expect, test } from 'vitest';
import type { WorkOrder } from '../../core/job/work-order.ts';
import { Lease } from '../../userdata/agent/lease.ts';
import { FakeClock } from './fake-clock.ts';

const { signal } = new AbortController();

function order(clock: FakeClock, seconds: number): WorkOrder {
  return {
    jobId: 'job-1',
    attempt: 1,
    taskToken: 'token',
    audio: { url: 'https://audio.test/', bytes: 1 },
    results: { url: 'https://results.test/', fields: {}, prefix: 'jobs/job-1/attempts/001/' },
    options: { model: 'tiny', language: 'sv', words: false, channels: 'mix' },
    heartbeatSeconds: 60,
    expiresAt: new Date(clock.now() + seconds * 1000).toISOString(),
  };
}

test('a work order is renewed a minute before it ends, and not earlier', async () => {
  const clock = new FakeClock();
  const first = order(clock, 900);
  const claimAgain = () => Promise.resolve(order(clock, 900));
  const lease = new Lease({ first, claimAgain, clock });
  await clock.sleep(839_000, signal);
  expect(await lease.order(signal)).toBe(first);
  await clock.sleep(1000, signal);
  expect((await lease.order(signal)).expiresAt).toBe(new Date(clock.now() + 900_000).toISOString());
});

test('those who ask at the same moment share one claim; after a failure the next one asks', async () => {
  const clock = new FakeClock();
  const fresh = order(clock, 900);
  const claims: Promise<WorkOrder>[] = [
    Promise.reject(new Error('no network')),
    Promise.resolve(fresh),
  ];
  claims[0]?.catch(() => undefined);
  const claimAgain = () => claims.shift() ?? Promise.reject(new Error('one claim too many'));
  const lease = new Lease({ first: order(clock, 0), claimAgain, clock });
  const [one, two] = await Promise.allSettled([lease.order(signal), lease.renew(signal)]);
  expect([one.status, two.status]).toEqual(['rejected', 'rejected']);
  expect(await Promise.all([lease.order(signal), lease.renew(signal)])).toEqual([fresh, fresh]);
});
