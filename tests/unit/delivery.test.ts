import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  afterTry,
  again,
  deliveriesOf,
  pauseOf,
  type Delivery,
  type TryOutcome,
} from '../../core/webhooks/delivery.ts';
import { DeliveryId, subjectOf } from '../../core/webhooks/delivery-id.ts';
import {
  pauseAfter,
  PAUSES_SECONDS,
  retryAfterSeconds,
} from '../../core/webhooks/retry-schedule.ts';
import { aJob } from '../support/a-job.ts';

const START = Date.parse('2026-11-21T12:00:00.000Z');

function aDelivery(): Delivery {
  const job = aJob({ status: 'completed', webhook: { url: 'https://hooks.example/x' } });
  const to = { endpoints: [], apiUrl: 'https://api.example', at: new Date(START) };
  const [delivery] = deliveriesOf(job, ['job.completed'], to);
  if (!delivery) throw new Error('the job has a webhook');
  return delivery;
}

/** All tries of a receiver on a clock of its own: when they came, in seconds, and the end of it. */
function tried(answer: (seconds: number) => Partial<TryOutcome>) {
  let delivery = aDelivery();
  const at: number[] = [];
  for (let now = START; delivery.status === 'pending'; now += pauseOf(delivery) * 1000) {
    const seconds = (now - START) / 1000;
    at.push(seconds);
    const began = { at: new Date(now).toISOString(), latencySeconds: 0.1, isFinal: false };
    delivery = afterTry(delivery, { ...began, ...answer(seconds) });
  }
  return { delivery, at };
}

const HOUR = 3600;
const status = (responseStatus: number) => ({ responseStatus });

describe('tries', () => {
  test('come after 5 s, 5 min, 30 min, 2 h, 5 h and twice 10 h, then no more', () => {
    const { delivery, at } = tried(() => status(500));
    const pauses = at.slice(1).map((seconds, index) => seconds - (at[index] ?? 0));
    expect(pauses).toEqual([5, 300, 1800, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR]);
    expect(delivery.status).toBe('failed');
    expect(delivery.nextTryAt).toBeUndefined();
    expect(delivery.tries).toHaveLength(8);
  });

  test('reach a receiver that fails for two hours', () => {
    const { delivery, at } = tried((seconds) => status(seconds < 2 * HOUR ? 503 : 204));
    expect(delivery.status).toBe('delivered');
    expect(at.at(-1)).toBeLessThan(3 * HOUR);
  });

  test('reach any receiver that comes back within a day, with one id and one body', () => {
    const before = aDelivery();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 24 * HOUR }), (back) => {
        const { delivery } = tried((seconds) => status(seconds < back ? 500 : 200));
        expect(delivery.status).toBe('delivered');
        expect([delivery.messageId, delivery.body]).toEqual([before.messageId, before.body]);
      }),
    );
  });

  test.each([301, 302, 307, 400, 404, 429, 500])('%i is a failure, and tried again', (code) => {
    const { at } = tried((seconds) => status(seconds === 0 ? code : 204));
    expect(at).toEqual([0, 5]);
  });

  test('end at what is final: a receiver that is gone, an address that is refused', () => {
    const { delivery, at } = tried(() => ({ ...status(410), isFinal: true }));
    expect([delivery.status, at]).toEqual(['failed', [0]]);
  });

  test('wait longer if the receiver asks for it, never shorter, and not for ever', () => {
    const asking = (retryAfterSeconds: number) =>
      tried((seconds) => (seconds === 0 ? { ...status(503), retryAfterSeconds } : status(204))).at;
    expect(asking(120)).toEqual([0, 120]);
    expect(asking(1)).toEqual([0, 5]);
    expect(asking(30 * 24 * HOUR)).toEqual([0, 10 * HOUR]);
  });

  test('each wait is a whole number of seconds, as Step Functions wants it', () => {
    for (const pause of PAUSES_SECONDS) expect(Number.isInteger(pause)).toBe(true);
    const at = new Date(START + 123).toISOString();
    const delivery = afterTry(aDelivery(), { at, latencySeconds: 0.1, isFinal: false });
    expect(pauseOf(delivery)).toBe(5);
  });
});

describe('Retry-After', () => {
  const now = new Date(START);

  test.each([
    ['120', 120],
    ['0', 0],
    ['Sat, 21 Nov 2026 12:01:30 GMT', 90],
    ['Sat, 21 Nov 2026 11:00:00 GMT', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    [undefined, undefined],
  ])('%s', (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });
});

test('whatever Retry-After says, the next try comes after a whole number of seconds, ten hours at most', () => {
  const header = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[0-9.eE+-]{1,400}$/),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  );
  fc.assert(
    fc.property(header, fc.integer({ min: 1, max: PAUSES_SECONDS.length }), (said, failures) => {
      const pause = pauseAfter(failures, retryAfterSeconds(said, new Date(START)));
      expect(Number.isInteger(pause)).toBe(true);
      expect(pause).toBeGreaterThanOrEqual(PAUSES_SECONDS[failures - 1] ?? 0);
      expect(pause).toBeLessThanOrEqual(10 * HOUR);
    }),
  );
});

describe('sent again', () => {
  test('a delivery has its id and body, and all its tries before it', () => {
    const { delivery } = tried(() => status(500));
    const fresh = again(delivery, new Date(START));
    const nextTryAt = new Date(START).toISOString();
    expect(fresh).toMatchObject({ status: 'pending', round: 1, failures: 0, nextTryAt });
    expect([fresh.deliveryId, fresh.messageId, fresh.body]).toEqual([
      delivery.deliveryId,
      delivery.messageId,
      delivery.body,
    ]);
    expect(fresh.tries).toEqual(delivery.tries);
  });
});

test('the id of a delivery says what it is about, and fits into the name of an execution', () => {
  const { deliveryId } = aDelivery();
  expect(DeliveryId.safeParse(deliveryId).success).toBe(true);
  expect(subjectOf(deliveryId)).toBe(aJob().jobId);
  expect(`${deliveryId}-1000`).toMatch(/^[\w-]{1,80}$/);
});
