import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { AddressGuard } from '../../core/base/address-guard.ts';
import { deliveriesOf } from '../../core/webhooks/delivery.ts';
import { JobView, viewOf } from '../../core/view/job-view.ts';
import { JobMetadata } from '../../core/job/job-request.ts';
import { JOB_STATUSES } from '../../core/job/job-status.ts';
import { jobBody } from '../../core/webhooks/webhook-body.ts';
import type { WebhookEndpoint } from '../../core/webhooks/webhook-endpoint.ts';
import { eventsDue } from '../../core/job/events-due.ts';
import { send, sign } from '../../core/webhooks/webhook.ts';
import { aJob } from '../support/a-job.ts';

const API = 'https://api.example';
const SEEN = { apiUrl: API, now: new Date('2026-11-21T12:00:00.000Z') };
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const other = `whsec_${Buffer.alloc(24, 8).toString('base64')}`;
const body = jobBody('job.completed', viewOf(aJob({ status: 'completed' }), SEEN));
const message = { id: 'msg_1', url: 'https://hooks.example/x', body };

describe('a signed webhook', () => {
  test('is the HMAC that the Standard Webhooks specification describes', () => {
    const { headers } = sign(message, [secret], new Date('2026-11-21T12:00:00.500Z'));
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const expected = createHmac('sha256', key).update(`msg_1.1795262400.${body}`).digest('base64');
    expect(headers).toMatchObject({
      'webhook-id': 'msg_1',
      'webhook-timestamp': '1795262400',
      'webhook-signature': `v1,${expected}`,
    });
  });

  test('is verified with each of the secrets, and with no other', () => {
    const { headers } = sign(message, [secret, other], new Date());
    for (const known of [secret, other]) {
      expect(new Webhook(known).verify(body, headers)).toMatchObject({ type: 'job.completed' });
    }
    const unknown = new Webhook(Buffer.alloc(32, 9).toString('base64'));
    expect(() => unknown.verify(body, headers)).toThrow();
  });

  test('fails verification if any byte of the body was changed', () => {
    const { headers } = sign(message, [secret], new Date());
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, put) => {
        fc.pre(body[at] !== put);
        const tampered = body.slice(0, at) + put + body.slice(at + 1);
        expect(() => new Webhook(secret).verify(tampered, headers)).toThrow();
      }),
    );
  });
});

describe('the body', () => {
  const parse = (text: string) => {
    const { data, ...event } = JSON.parse(text) as { data: unknown };
    return { ...event, data: JobView.parse(data) };
  };
  const failed = (message: string, metadata: Record<string, string> = {}) =>
    viewOf(
      aJob({
        status: 'failed',
        metadata,
        error: { code: 'EngineCrashed', message, retryable: true, attempt: 1 },
      }),
      SEEN,
    );

  test('is the event, its moment and the job as the API shows it', () => {
    const job = failed('It crashed.', { key: 'value' });
    expect(parse(jobBody('job.failed', job))).toEqual({
      type: 'job.failed',
      timestamp: job.updatedAt,
      data: job,
    });
  });

  test('leaves out what would make it too large: first the notes, then most of the message', () => {
    const notes = { note: 'x'.repeat(1900) };
    const long = failed('å'.repeat(9000), notes);
    expect(parse(jobBody('job.failed', long)).data).toEqual({ ...long, metadata: {} });
    const longer = parse(jobBody('job.failed', failed('å'.repeat(30_000), notes))).data;
    expect(longer.metadata).toEqual({});
    expect(longer.error?.message).toBe(`${'å'.repeat(500)}…`);
  });

  test('is below 20 kB and in its shape, whatever a job says', () => {
    const metadata = fc
      .dictionary(fc.string({ maxLength: 100, unit: 'binary' }), fc.string({ unit: 'binary' }))
      .filter((notes) => JobMetadata.safeParse(notes).success);
    const words = fc.string({ unit: 'binary', maxLength: 30_000, size: 'max' });
    fc.assert(
      fc.property(words, metadata, (text, notes) => {
        const sent = jobBody('job.failed', failed(text, notes));
        expect(Buffer.byteLength(sent)).toBeLessThan(20_000);
        parse(sent);
      }),
      { numRuns: 30 },
    );
  });
});

describe('who is told of what', () => {
  const url = 'https://hooks.example/x';
  const endpoint = (given: Partial<WebhookEndpoint> = {}): WebhookEndpoint => ({
    webhookId: 'wh-0123456789abcdef01234567',
    owner: 'demo',
    url,
    createdAt: '2026-11-21T11:00:00.000Z',
    ...given,
  });
  const told = (job: Parameters<typeof aJob>[0], endpoints: WebhookEndpoint[] = []) => {
    const whole = aJob(job);
    const to = { endpoints, apiUrl: API, at: new Date() };
    const begun = whole.status === 'processing' ? (['job.processing'] as const) : [];
    return deliveriesOf(whole, [...begun, ...eventsDue(whole)], to).map(({ type, webhookId }) => [
      type,
      webhookId,
    ]);
  };

  test('a webhook that names no events hears how the job ends, and nothing else', () => {
    const heard = JOB_STATUSES.flatMap((status) => told({ status, webhook: { url } }));
    expect(heard).toEqual([
      ['job.completed', 'default'],
      ['job.failed', 'default'],
      ['job.cancelled', 'default'],
    ]);
  });

  test('one that names events hears those', () => {
    const events = ['job.processing' as const, 'job.transcript.completed' as const];
    const heard = JOB_STATUSES.flatMap((status) => told({ status, webhook: { url, events } }));
    expect(heard).toEqual(events.map((event) => [event, 'default']));
  });

  test('endpoints hear of every job, with a webhook of its own or without', () => {
    const known = endpoint();
    expect(told({ status: 'failed' }, [known])).toEqual([['job.failed', known.webhookId]]);
    expect(told({ status: 'failed', webhook: { url } }, [known])).toEqual([
      ['job.failed', 'default'],
      ['job.failed', known.webhookId],
    ]);
  });

  test('a disabled endpoint, and one that wants other events, hear nothing', () => {
    const disabledAt = '2026-11-21T11:30:00.000Z';
    expect(told({ status: 'completed' }, [endpoint({ disabledAt })])).toEqual([]);
    expect(told({ status: 'completed' }, [endpoint({ events: ['job.failed'] })])).toEqual([]);
  });

  test('all of them get one id for one event, and each a delivery of its own', () => {
    const job = aJob({ status: 'completed', webhook: { url } });
    const to = { endpoints: [endpoint()], apiUrl: API, at: new Date() };
    const deliveries = deliveriesOf(job, eventsDue(job), to);
    expect(new Set(deliveries.map(({ messageId }) => messageId)).size).toBe(1);
    expect(new Set(deliveries.map(({ deliveryId }) => deliveryId)).size).toBe(2);
    const again = deliveriesOf(job, eventsDue(job), to);
    expect(again.map(({ deliveryId }) => deliveryId)).toEqual(
      deliveries.map(({ deliveryId }) => deliveryId),
    );
  });
});

describe('the call', () => {
  async function receiving(
    answer: http.RequestListener,
    use: (url: string, guard: AddressGuard) => Promise<void>,
  ): Promise<void> {
    const server = http.createServer(answer);
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      await use(`http://${address}/`, new AddressGuard([address]));
    } finally {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
  }

  test('tells when the receiver wants to be asked again', async () => {
    await receiving(
      (_request, response) => response.writeHead(503, { 'retry-after': '120' }).end(),
      async (url, guard) => {
        const receipt = await send({ url, body: '{}', headers: {} }, guard);
        expect(receipt).toEqual({ status: 503, retryAfter: '120' });
      },
    );
  });

  test('does not wait for the end of an answer that has none', async () => {
    await receiving(
      (_request, response) => response.writeHead(200).write('and so on'),
      async (url, guard) => {
        expect(await send({ url, body: '{}', headers: {} }, guard)).toMatchObject({ status: 200 });
      },
    );
  });
});
