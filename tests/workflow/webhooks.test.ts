import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../../local/connection.ts';
import type { Received } from '../../local/webhook-receiver.ts';
import { TestCloud } from './a-cloud.ts';
import { drop } from './drop.ts';
import { sampleFile } from './samples.ts';
import { deliveriesOf, webhookOf } from './webhook-of.ts';

let cloud: TestCloud;
/** Allowed, and nobody listens there. */
let nobody: string;
beforeAll(async () => {
  nobody = `127.0.0.1:${await freePort()}`;
  cloud = await TestCloud.start({ allow: [nobody] });
});
afterEach(() => {
  cloud.receiver.answer = () => 204;
});
afterAll(() => cloud.stop());

let drops = 0;
/** A job that needs no machine: an empty file, which fails at once, and whose owner is told. */
async function dropEmpty(url = cloud.webhook.url): Promise<string> {
  drops += 1;
  const metadata = { 'spotscribe-webhook-url': url };
  return drop(cloud, { key: `drop/empty-${drops}.wav`, body: '', metadata });
}

async function webhookEvents(jobId: string): Promise<unknown[]> {
  const timeline = await cloud.client.timeline(jobId);
  return timeline
    .filter(({ what }) => what.startsWith('webhook-'))
    .map(({ what, detail }) => [what, detail['result']]);
}

/** The whole timeline's webhook events, once there are so many. */
async function webhookEventsOnceThereAre(jobId: string, count: number): Promise<unknown[]> {
  return cloud.until(`${count} tries are noted`, jobId, async () => {
    const events = await webhookEvents(jobId);
    return events.length >= count && events;
  });
}

describe('a completed job', () => {
  test('is told to its owner: signed, in the shape of the API, below 20 kB', async () => {
    const metadata = Object.fromEntries(
      Array.from({ length: 18 }, (_, index) => [`key ${index}`, 'å'.repeat(48)]),
    );
    const { jobId } = await cloud.client.submitFile(sampleFile('unseen0_single.wav'), {
      webhook: cloud.webhook,
      metadata,
    });
    const { delivery, event } = await webhookOf(cloud, jobId);
    const job = await cloud.completed(jobId);

    expect(event.type).toBe('job.completed');
    expect(event.data).toEqual(job);
    expect(event.data.metadata).toEqual(metadata);
    expect(event.timestamp).toBe(job.updatedAt);
    expect(Buffer.byteLength(delivery.body)).toBeLessThan(20_000);
    expect(delivery.headers['content-type']).toBe('application/json');
    expect(await webhookEvents(jobId)).toEqual([['webhook-delivered', 'status 204']]);
  });

  test('is not told to an owner who asked for other events', async () => {
    const { jobId } = await cloud.client.submitFile(sampleFile('unseen0_single.wav'), {
      webhook: { ...cloud.webhook, events: ['job.failed'] },
    });
    await cloud.completed(jobId);
    expect(deliveriesOf(cloud, jobId)).toEqual([]);
    expect(await webhookEvents(jobId)).toEqual([]);
  });
});

describe('a receiver', () => {
  test('that fails once gets the same event again, after about five seconds', async () => {
    cloud.receiver.answer = failing(500);
    const jobId = await dropEmpty();
    const events = await webhookEventsOnceThereAre(jobId, 2);
    const [first, second] = deliveriesOf(cloud, jobId);
    if (!first || !second) throw new Error('two deliveries were to come');

    expect(events).toEqual([
      ['webhook-failed', 'status 500'],
      ['webhook-delivered', 'status 204'],
    ]);
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(second.body).toBe(first.body);
    expect(second.at.getTime() - first.at.getTime()).toBeGreaterThan(4500);
    await cloud.ended(jobId);
    expect(deliveriesOf(cloud, jobId)).toHaveLength(2);
  });

  test('that redirects has failed: the event goes nowhere else, and comes again', async () => {
    cloud.receiver.answer = failing(302);
    const jobId = await dropEmpty();
    expect(await webhookEventsOnceThereAre(jobId, 2)).toEqual([
      ['webhook-failed', 'status 302'],
      ['webhook-delivered', 'status 204'],
    ]);
    await cloud.ended(jobId);
  });

  test('that says 410 is not asked again', async () => {
    cloud.receiver.answer = () => 410;
    const jobId = await dropEmpty();
    const { status } = await cloud.ended(jobId);
    expect(status).toBe('failed');
    expect(deliveriesOf(cloud, jobId)).toHaveLength(1);
    expect(await webhookEvents(jobId)).toEqual([['webhook-failed', 'status 410']]);
  });

  test('that is not there changes nothing about the job', async () => {
    const { jobId } = await cloud.client.submitFile(sampleFile('unseen0_single.wav'), {
      webhook: { url: `http://${nobody}/` },
    });
    const [first] = await webhookEventsOnceThereAre(jobId, 1);
    expect(first).toEqual(['webhook-failed', 'ECONNREFUSED']);
    expect((await cloud.client.job(jobId)).status).toBe('completed');
    await cloud.until('its machine is gone', jobId, () => cloud.remains(jobId).length === 0);
    // The workflow waits for the next try, in five minutes, and nothing else waits with it.
    expect((await cloud.execution(jobId))?.status).toBe('RUNNING');
  });
});

/** Answers the first delivery of each event with this status, and takes the next. */
function failing(status: number): (delivery: Received) => number {
  const seen = new Set<string>();
  return ({ headers }) => {
    const id = headers['webhook-id'] ?? '';
    const isFirst = !seen.has(id);
    seen.add(id);
    return isFirst ? status : 204;
  };
}

describe('an address where only our machines can go', () => {
  test.each([
    ['loopback', 'https://127.0.0.1/hook'],
    ['loopback, in one number', 'https://2130706433/'],
    ['loopback by name', 'https://localhost:8443/'],
    ['loopback of IPv6', 'https://[::1]/'],
    ['private', 'https://10.1.2.3/'],
    ['instance metadata', 'https://169.254.169.254/latest/meta-data/'],
    ['IPv4 in IPv6', 'https://[::ffff:192.168.0.1]/'],
    ['without TLS', 'http://example.com/'],
    ['with a password', 'https://user:password@example.com/'],
  ])('is refused with the job: %s', async (_what, url) => {
    const answer = await cloud.client.request('POST', '/jobs', {
      audio: { upload: { filename: 'a.wav', bytes: 9 } },
      webhook: { url },
    });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      code: 'invalid',
      errors: [{ path: 'webhook.url', message: expect.stringMatching(/^The address must .*\.$/) }],
    });
  });

  test('is not called for a dropped file either, and not tried again', async () => {
    const jobId = await dropEmpty('https://127.0.0.1:9/');
    await cloud.ended(jobId);
    expect(await webhookEvents(jobId)).toEqual([['webhook-failed', 'AddressRefused']]);
  });
});
