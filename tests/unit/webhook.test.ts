import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { sign } from '../../core/webhook.ts';
import { eventFor } from '../../core/job-event.ts';
import { viewOf } from '../../core/job-view.ts';
import { aJob } from './a-job.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const now = new Date('2026-11-21T12:00:00.500Z');

function delivery() {
  const job = viewOf(aJob({ status: 'completed' }), 'https://api.example');
  return sign({ type: 'job.completed', url: 'https://hooks.example/x', job }, secret, now);
}

describe('a signed webhook', () => {
  test('is the HMAC that the Standard Webhooks specification describes', () => {
    const { id, body, headers } = delivery();
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const content = `${id}.1795262400.${body}`;
    const expected = createHmac('sha256', key).update(content).digest('base64');
    expect(headers['webhook-timestamp']).toBe('1795262400');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
  });

  test('has the same id at every try of one event', () => {
    expect(delivery().id).toBe(delivery().id);
    expect(delivery().headers['webhook-id']).toBe(delivery().id);
  });

  test('fails verification if any byte of the body was changed', () => {
    const { body, headers } = signedNow();
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, put) => {
        fc.pre(body[at] !== put);
        const tampered = body.slice(0, at) + put + body.slice(at + 1);
        expect(() => new Webhook(secret).verify(tampered, headers)).toThrow();
      }),
    );
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'job.completed' });
  });
});

/** The verifier refuses old timestamps, so this one is of the present. */
function signedNow() {
  const job = viewOf(aJob({ status: 'completed' }), 'https://api.example');
  return sign({ type: 'job.completed', url: 'https://hooks.example/x', job }, secret, new Date());
}

describe('which event the owner is told of', () => {
  const url = 'https://hooks.example/x';

  test('all ends, if the webhook names no events', () => {
    expect(eventFor(aJob({ status: 'completed', webhook: { url } }))).toBe('job.completed');
    expect(eventFor(aJob({ status: 'failed', webhook: { url } }))).toBe('job.failed');
    expect(eventFor(aJob({ status: 'processing', webhook: { url } }))).toBeUndefined();
  });

  test('only those that it names', () => {
    const webhook = { url, events: ['job.failed' as const] };
    expect(eventFor(aJob({ status: 'failed', webhook }))).toBe('job.failed');
    expect(eventFor(aJob({ status: 'completed', webhook }))).toBeUndefined();
  });

  test('none without a webhook', () => {
    expect(eventFor(aJob({ status: 'completed' }))).toBeUndefined();
  });
});
