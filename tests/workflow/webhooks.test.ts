import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { freePort } from '../../local/connection.ts';
import { verify, type Answered, type Received } from '../../local/webhook-receiver.ts';
import { STUB_ENGINE } from '../../chaos/harness.ts';
import { everyEvent } from '../support/every-execution.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { drop } from '../support/drop.ts';
import { scriptFile, SHORT } from '../support/scripted-audio.ts';
import { deliveriesOf, webhookOf } from '../support/webhook-of.ts';

let cloud: TestCloud;
/** Allowed, and nobody listens there. */
let nobody: string;
beforeAll(async () => {
  nobody = `127.0.0.1:${await freePort()}`;
  cloud = await TestCloud.start({ allow: [nobody], engine: STUB_ENGINE });
  cloud.receiver.answer = (delivery) => answers.get(delivery.path)?.(delivery) ?? { status: 204 };
});
afterAll(() => cloud.stop());

/** What the receiver answers below some paths; what comes elsewhere it takes. */
const answers = new Map<string, (delivery: Received) => Answered>();

/** An address of the receiver that answers like this. */
function answering(path: string, answer: (delivery: Received) => Answered): string {
  answers.set(`/${path}`, answer);
  return `${cloud.webhook.url}${path}`;
}

let drops = 0;
/** A job that needs no machine: an empty file, which fails at once, and whose owner is told. */
async function dropEmpty(url = cloud.webhook.url): Promise<string> {
  drops += 1;
  const metadata = { 'spotscribe-webhook-url': url };
  return drop(cloud, { key: `drop/empty-${drops}.wav`, body: '', metadata });
}

async function webhookEvents(jobId: string): Promise<[string, unknown][]> {
  const timeline = await cloud.client.timeline(jobId);
  return timeline
    .filter(({ what }) => what.startsWith('webhook-'))
    .map(({ what, detail }) => [what, detail['result']]);
}

/** The whole timeline's webhook events, once there are so many. */
async function webhookEventsOnceThereAre(
  jobId: string,
  count: number,
): Promise<[string, unknown][]> {
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
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT), {
      webhook: cloud.webhook,
      metadata,
    });
    const { delivery, event } = await webhookOf(cloud, jobId);
    const job = await cloud.completed(jobId);

    expect(event.type).toBe('job.completed');
    // The receipt is final a moment later, and EC2's event of the start may come late.
    const { runningSeconds } = job.timings;
    const timings = { ...event.data.timings, runningSeconds };
    expect({ ...event.data, receipt: job.receipt, timings }).toEqual(job);
    expect(event.data.receipt?.totalUsd).toBe(job.receipt?.totalUsd);
    expect(event.data.metadata).toEqual(metadata);
    expect(event.timestamp).toBe(job.updatedAt);
    expect(Buffer.byteLength(delivery.body)).toBeLessThan(20_000);
    expect(delivery.headers['content-type']).toBe('application/json');
    expect(await webhookEvents(jobId)).toEqual([['webhook-delivered', 'status 204']]);
  });

  test('is not told to an owner who asked for other events', async () => {
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT), {
      webhook: { ...cloud.webhook, events: ['job.failed'] },
    });
    await cloud.completed(jobId);
    expect(deliveriesOf(cloud, jobId)).toEqual([]);
    expect(await webhookEvents(jobId)).toEqual([]);
  });
});

describe('a receiver', () => {
  // Pauses are what they are: those of three receivers pass at the same time.
  let jobs: Record<'failing' | 'redirecting' | 'busy', string>;
  beforeAll(async () => {
    const [failed, redirected, postponed] = await Promise.all([
      dropEmpty(answering('failing', failing(500))),
      dropEmpty(answering('redirecting', failing(302))),
      dropEmpty(answering('busy', failing(503, { 'retry-after': '7' }))),
    ]);
    jobs = { failing: failed, redirecting: redirected, busy: postponed };
  });

  test('that fails once gets the same event again, after about five seconds', async () => {
    const jobId = jobs.failing;
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
    const jobId = jobs.redirecting;
    expect(await webhookEventsOnceThereAre(jobId, 2)).toEqual([
      ['webhook-failed', 'status 302'],
      ['webhook-delivered', 'status 204'],
    ]);
    await cloud.ended(jobId);
  });

  test('that says 410 is not asked again', async () => {
    const jobId = await dropEmpty(answering('gone', () => ({ status: 410 })));
    const { status } = await cloud.ended(jobId);
    expect(status).toBe('failed');
    expect(deliveriesOf(cloud, jobId)).toHaveLength(1);
    expect(await webhookEvents(jobId)).toEqual([['webhook-failed', 'status 410']]);
  });

  test('that is not there changes nothing about the job, and holds nothing of it', async () => {
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT), {
      webhook: { url: `http://${nobody}/` },
    });
    await cloud.completed(jobId);
    expect((await webhookEvents(jobId))[0]).toEqual(['webhook-failed', 'ECONNREFUSED']);
  });

  test('that asks for more time gets it', async () => {
    const jobId = jobs.busy;
    await webhookEventsOnceThereAre(jobId, 2);
    const [first, second] = deliveriesOf(cloud, jobId);
    expect(second && first && second.at.getTime() - first.at.getTime()).toBeGreaterThan(6500);
  });
});

describe('a receiver that is down for two hours', () => {
  // Pauses fly by; the clock of the test is what Step Functions was told to wait.
  beforeAll(() => cloud.cloud.aws.emulator.put({ waitSpeed: 100_000 }));
  afterAll(() => cloud.cloud.aws.emulator.put({ waitSpeed: 1 }));

  const PAUSES = [5, 300, 1800, 7200];

  test('gets every event when it is back, each with one id and one body over all tries', async () => {
    const down = answering('down', failing(503, {}, PAUSES.length));
    const jobs = await Promise.all(Array.from({ length: 5 }, () => dropEmpty(down)));
    for (const jobId of jobs) {
      const events = await webhookEventsOnceThereAre(jobId, PAUSES.length + 1);
      expect(events.map(([what]) => what)).toEqual([
        ...PAUSES.map(() => 'webhook-failed'),
        'webhook-delivered',
      ]);
      expect(await pausesOf(jobId)).toEqual(PAUSES);
      const tries = deliveriesOf(cloud, jobId);
      const [first] = tries;
      expect(tries).toHaveLength(PAUSES.length + 1);
      expect(new Set(tries.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
      expect(new Set(tries.map(({ body }) => body)).size).toBe(1);
      const event = first && verify(first, cloud.cloud.info.webhookSecret);
      expect(event).toMatchObject({ type: 'job.failed', data: { jobId } });
    }
  });

  /** How long the execution of the job's one delivery waited each time, in seconds. */
  async function pausesOf(jobId: string): Promise<unknown[]> {
    const [noted] = (await cloud.client.timeline(jobId)).filter(({ what }) => {
      return what === 'webhook-failed';
    });
    const executionArn = cloud.deliveryArn(String(noted?.detail['deliveryId']), 0);
    const events = await everyEvent(cloud.workflows, executionArn);
    return events.flatMap(({ stateEnteredEventDetails: state }) =>
      state?.name === 'WaitForTry'
        ? Waiting.parse(JSON.parse(state.input ?? '')).next.waitSeconds
        : [],
    );
  }
  const Waiting = z.object({ next: z.object({ waitSeconds: z.number() }) });
});

/** Answers the first tries of each event with this status, and takes the next. */
function failing(
  status: number,
  headers: Record<string, string> = {},
  tries = 1,
): (delivery: Received) => Answered {
  const seen = new Map<string, number>();
  return (delivery) => {
    const id = delivery.headers['webhook-id'] ?? '';
    const before = seen.get(id) ?? 0;
    seen.set(id, before + 1);
    return before < tries ? { status, headers } : { status: 204 };
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
