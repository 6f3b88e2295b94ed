import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { DeliveryView, ReplayedFailed, TestedWebhook } from '../../core/webhooks/delivery.ts';
import { CreatedWebhook, EndpointView } from '../../core/webhooks/webhook-endpoint.ts';
import { newSecret, RotatedWebhook } from '../../core/webhooks/webhook-secret.ts';
import { freePort } from '../../local/connection.ts';
import { LOCAL } from '../../computer/project.ts';
import { verify, type Received } from '../../local/webhook-receiver.ts';
import { REFUSED_ADDRESSES } from '../support/refused-addresses.ts';
import { STUB_ENGINE } from '../../chaos/harness.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { drop } from '../support/drop.ts';
import { scriptFile, SHORT } from '../support/scripted-audio.ts';
import { ask, askAgain, expectProblem, type Answered } from '../support/ask.ts';
import {
  BROKEN,
  flooding,
  RawServer,
  saying,
  stalling,
  type Behaviour,
} from '../support/raw-server.ts';
import { ReceiverProgram } from './receiver-programs.ts';
import { keyOf } from '../support/tenants.ts';

const DAY_MS = 24 * 3600 * 1000;

let cloud: TestCloud;
let ports: { js: number; python: number };
let nobody: string;
/** A server that answers in ways that no library would. */
let odd: RawServer;
beforeAll(async () => {
  ports = { js: await freePort(), python: await freePort() };
  nobody = `127.0.0.1:${await freePort()}`;
  odd = await new RawServer((socket, path) => behaviours.get(path)?.(socket, path)).listen();
  const allow = [nobody, odd.host, `127.0.0.1:${ports.js}`, `127.0.0.1:${ports.python}`];
  cloud = await TestCloud.start({ allow, engine: STUB_ENGINE });
});
afterEach(async () => {
  cloud.receiver.answer = () => 204;
  await cloud.cloud.aws.emulator.put({ waitSpeed: 1 });
  for (const { webhookId } of await registered()) await remove(webhookId);
});
afterAll(async () => {
  odd.close();
  await cloud.stop();
});

/** What the odd server does below each path. */
const behaviours = new Map<string, Behaviour>();

/** An address of the odd server that behaves like this. */
function behaving(behaviour: Behaviour): string {
  const path = `/odd-${behaviours.size}`;
  behaviours.set(path, behaviour);
  return `http://${odd.host}${path}`;
}

/** Of this receiver, and of one endpoint. */
const at = (name: string) => `${cloud.webhook.url}${name}`;

async function answer<T>(asked: Promise<Answered>, status: number, schema: z.ZodType<T>) {
  const { status: got, text } = await asked;
  expect({ status: got, text }).toMatchObject({ status });
  return schema.parse(JSON.parse(text));
}

const post = (to: string, body?: unknown) => ask(cloud, { path: to, body });
const register = (name: string, more: object = {}) =>
  answer(post('/webhooks', { url: at(name), ...more }), 201, CreatedWebhook);
const remove = (id: string) => ask(cloud, { method: 'DELETE', path: `/webhooks/${id}` });

async function registered(): Promise<EndpointView[]> {
  const page = z.strictObject({ webhooks: z.array(EndpointView) });
  return (await answer(ask(cloud, { method: 'GET', path: '/webhooks' }), 200, page)).webhooks;
}

async function deliveriesOf(jobId: string): Promise<DeliveryView[]> {
  const page = z.strictObject({ deliveries: z.array(DeliveryView) });
  const asked = ask(cloud, { method: 'GET', path: `/jobs/${jobId}/deliveries` });
  return (await answer(asked, 200, page)).deliveries;
}

/** The job's deliveries, once they are as a test wants them. */
function deliveriesOnce(
  jobId: string,
  what: string,
  fits: (deliveries: DeliveryView[]) => boolean,
): Promise<DeliveryView[]> {
  return cloud.until(what, jobId, async () => {
    const deliveries = await deliveriesOf(jobId);
    return fits(deliveries) && deliveries;
  });
}

let drops = 0;
/** A job that needs no machine: an empty file, which fails at once. */
async function dropEmpty(metadata: Record<string, string> = {}): Promise<string> {
  drops += 1;
  return drop(cloud, { key: `drop/webhooks-${drops}.wav`, body: '', metadata });
}

const heardOf = (jobId: string, name: string): Received[] =>
  cloud.receiver.received.filter(({ path, body }) => path === `/${name}` && body.includes(jobId));

function onceHeard(jobId: string, name: string, count = 1): Promise<Received[]> {
  return cloud.until(`${name} has heard of it`, jobId, () => {
    const heard = heardOf(jobId, name);
    return heard.length >= count && heard;
  });
}

/** Answers with a status below some paths, and takes the rest. */
function failingAt(...names: string[]) {
  return ({ path }: Received) => (names.includes(path.slice(1)) ? 500 : 204);
}

describe('a registered webhook', () => {
  test('is listed without its secret, until it is deleted', async () => {
    const { secret, ...view } = await register('one', { description: 'the first' });
    expect(secret).toMatch(/^whsec_/);
    expect(view).toMatchObject({ url: at('one'), description: 'the first', status: 'enabled' });
    expect(await registered()).toEqual([view]);
    expect((await remove(view.webhookId)).status).toBe(204);
    expect(await registered()).toEqual([]);
    expectProblem(await remove(view.webhookId), 404, 'not-found');
  });

  test('hears of every job, signed with its own secret; the log says so', async () => {
    const { secret, webhookId } = await register('two');
    const jobId = await dropEmpty({ 'spotscribe-webhook-url': at('own') });
    const [heard] = await onceHeard(jobId, 'two');
    const [own] = await onceHeard(jobId, 'own');
    if (!heard || !own) throw new Error('both were heard');
    expect(verify(heard, secret)).toMatchObject({ type: 'job.failed', data: { jobId } });
    expect(() => verify(own, secret)).toThrow();
    expect(verify(own, cloud.cloud.info.webhookSecret)).toEqual(JSON.parse(heard.body));

    const log = await deliveriesOnce(jobId, 'both are noted', allDelivered(2));
    expect(log.map((delivery) => delivery.webhookId).toSorted()).toEqual(['default', webhookId]);
    for (const { messageId, status, tries } of log) {
      expect(messageId).toBe(heard.headers['webhook-id']);
      expect(status).toBe('delivered');
      expect(tries).toEqual([
        { at: expect.any(String), responseStatus: 204, latencySeconds: expect.any(Number) },
      ]);
    }
  });

  test('that is registered while a job runs hears of its end; each event is told once', async () => {
    const events = ['job.processing', 'job.transcript.completed', 'job.completed'];
    await register('events', { events });
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT));
    await register('late');
    await cloud.completed(jobId);
    await onceHeard(jobId, 'late');
    const heard = await onceHeard(jobId, 'events', 3);
    const told = heard.map(({ body }) =>
      z.looseObject({ type: z.string() }).parse(JSON.parse(body)),
    );
    expect(told.map(({ type }) => type).toSorted()).toEqual(events.toSorted());
    expect(told.find(({ type }) => type === 'job.processing')).toMatchObject({
      data: { jobId, status: 'processing' },
    });
    expect(heardOf(jobId, 'late').map(({ body }) => body)).toEqual([
      expect.stringContaining('"job.completed"'),
    ]);
  });

  test('can be one of ten, also when many are asked for at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => post('/webhooks', { url: at(`many-${index}`) })),
    );
    const refused = answers.filter(({ status }) => status !== 201);
    for (const refusal of refused) expectProblem(refusal, 409, 'not-in-this-state');
    expect(await registered()).toHaveLength(10);
    const [first] = await registered();
    await remove(first?.webhookId ?? '');
    await register('again');
  });

  test('hears what it asks for, and that must be something that is sent', async () => {
    const url = at('x');
    const lost = expectProblem(
      await post('/webhooks', { url, events: ['job.lost'] }),
      422,
      'invalid',
    );
    expect(lost.errors).toMatchObject([{ path: 'events.0' }]);
    expectProblem(await post('/webhooks', { url, events: [] }), 422, 'invalid');
    expectProblem(await post('/webhooks', {}), 422, 'invalid');
  });
});

describe('receivers as docs/webhooks.md has them', () => {
  test('verify what comes, in Node and in Python, and refuse what does not come from us', async () => {
    const directory = mkdtempSync(path.join(LOCAL, 'receivers-'));
    const programs: ReceiverProgram[] = [];
    try {
      for (const language of ['js', 'python'] as const) {
        const port = ports[language];
        const url = `http://127.0.0.1:${port}/`;
        const { secret } = await answer(post('/webhooks', { url }), 201, CreatedWebhook);
        programs.push(await ReceiverProgram.start(language, { port, secret, directory }));
      }
      const jobId = await dropEmpty();
      await deliveriesOnce(jobId, 'both have taken it', allDelivered(2));
      for (const receiver of programs) {
        // Its output comes by another way than its answer.
        const hasSaid = () => receiver.lines().includes(`job.failed ${jobId}`);
        await cloud.until('the program has said it', jobId, hasSaid);
        const forged = await fetch(receiver.url, {
          method: 'POST',
          headers: { 'webhook-id': 'msg_1', 'webhook-timestamp': '1', 'webhook-signature': 'v1,x' },
          body: '{}',
        });
        expect(forged.status).toBe(400);
      }
    } finally {
      for (const receiver of programs) receiver.stop();
      rmSync(directory, { recursive: true });
    }
  });
});

describe('a new secret', () => {
  const rotate = (id: string, query = '') =>
    answer(post(`/webhooks/${id}/rotate${query}`), 200, RotatedWebhook);
  const send = async (name: string) => {
    const [heard] = await onceHeard(await dropEmpty(), name);
    if (!heard) throw new Error('it was heard');
    return heard;
  };

  test('signs beside the old one: receivers with either lose nothing', async () => {
    const created = await register('rotated');
    const { secret, previousUntil } = await rotate(created.webhookId);
    expect(secret).not.toBe(created.secret);
    expect(Date.parse(previousUntil)).toBeGreaterThan(Date.now() + DAY_MS - 60_000);
    const heard = await send('rotated');
    for (const known of [secret, created.secret]) expect(verify(heard, known)).toBeDefined();
    expect(() => verify(heard, newSecret())).toThrow();
  });

  test('ends all old ones at once, if they have leaked', async () => {
    const created = await register('leaked');
    const second = await rotate(created.webhookId);
    const third = await rotate(created.webhookId, '?overlapSeconds=0');
    const heard = await send('leaked');
    expect(verify(heard, third.secret)).toBeDefined();
    for (const old of [created.secret, second.secret]) expect(() => verify(heard, old)).toThrow();
  });

  test('is given to one of many who ask at once, or to one after the other: none is lost', async () => {
    const { webhookId, secret } = await register('hurried');
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => post(`/webhooks/${webhookId}/rotate`)),
    );
    const given = answers
      .filter(({ status }) => status === 200)
      .map(({ text }) => RotatedWebhook.parse(JSON.parse(text)).secret);
    expect(given.length).toBeGreaterThan(0);
    const heard = await send('hurried');
    for (const known of [secret, ...given]) expect(verify(heard, known)).toBeDefined();
  });

  test('can be had for the addresses that are given with jobs', async () => {
    const owner = 'rotating';
    const key = await keyOf(cloud, owner, ['admin']);
    const path = '/webhooks/default/rotate';
    const first = await answer(ask(cloud, { path, key }), 200, RotatedWebhook);
    const second = await answer(ask(cloud, { path, key }), 200, RotatedWebhook);
    const write = await keyOf(cloud, owner, ['jobs:write']);
    const url = at('default');
    await answer(
      ask(cloud, { path: '/webhooks/test', key: write, body: { url } }),
      200,
      TestedWebhook,
    );
    const heard = cloud.receiver.received.filter(({ path }) => path === '/default').at(-1);
    if (!heard) throw new Error('it was heard');
    for (const { secret } of [first, second]) expect(verify(heard, secret)).toBeDefined();
  });

  test('may overlap for a week at most', async () => {
    const { webhookId } = await register('long');
    for (const wrong of ['604801', '-1', '1.5', 'x', '']) {
      const asked = await post(`/webhooks/${webhookId}/rotate?overlapSeconds=${wrong}`);
      expectProblem(asked, 422, 'invalid');
    }
  });
});

describe('sent again', () => {
  test('a delivery is the same event, with the same id and body', async () => {
    const { secret } = await register('again');
    const jobId = await dropEmpty();
    const [delivery] = await deliveriesOnce(jobId, 'it is delivered', (all) => {
      return all[0]?.status === 'delivered';
    });
    await answer(post(`/deliveries/${delivery?.deliveryId ?? ''}/replay`), 202, DeliveryView);
    const [first, second] = await onceHeard(jobId, 'again', 2);
    if (!first || !second) throw new Error('it was heard twice');
    expect(verify(second, secret)).toBeDefined();
    expect(second.body).toBe(first.body);
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    const [after] = await deliveriesOnce(jobId, 'it is delivered again', (all) => {
      return all[0]?.tries.length === 2;
    });
    expect(after?.status).toBe('delivered');
  });

  test('a delivery that waits for its next try goes at once, and is tried by one only', async () => {
    cloud.receiver.answer = failingAt('waiting');
    await register('waiting');
    const jobId = await dropEmpty();
    const [waiting] = await deliveriesOnce(jobId, 'one try has failed', (all) => {
      return all[0]?.tries.length === 1;
    });
    if (!waiting) throw new Error('it waits');
    expect(waiting).toMatchObject({ status: 'pending', nextTryAt: expect.any(String) });
    cloud.receiver.answer = () => 204;
    await post(`/deliveries/${waiting.deliveryId}/replay`);
    await deliveriesOnce(jobId, 'it is delivered', (all) => all[0]?.status === 'delivered');
    // The execution that waited before finds that it is superseded, as soon as its pause is over.
    await cloud.cloud.aws.emulator.put({ waitSpeed: 100 });
    await cloud.until('it has looked', jobId, () => bothAreOver(waiting.deliveryId));
    expect(heardOf(jobId, 'waiting')).toHaveLength(2);
  });

  test('is all that a webhook did not take since a moment, and no more', async () => {
    cloud.receiver.answer = failingAt('down', 'also-down');
    await cloud.cloud.aws.emulator.put({ waitSpeed: 200_000 });
    const { webhookId } = await register('down');
    await register('also-down');
    const before = await dropEmpty();
    await deliveriesOnce(before, 'all tries have failed', allFailed);
    const since = new Date().toISOString();
    const jobs = await Promise.all([dropEmpty(), dropEmpty()]);
    for (const jobId of jobs) await deliveriesOnce(jobId, 'all tries have failed', allFailed);
    cloud.receiver.answer = () => 204;

    const replay = () =>
      answer(post(`/webhooks/${webhookId}/replay`, { since }), 202, ReplayedFailed);
    expect(await replay()).toEqual({ replayed: 2, more: false });
    for (const jobId of jobs) {
      await onceHeard(jobId, 'down', 9);
      await deliveriesOnce(jobId, 'it is delivered', (all) => {
        return all.some((one) => one.webhookId === webhookId && one.status === 'delivered');
      });
      expect(new Set(heardOf(jobId, 'down').map(({ body }) => body)).size).toBe(1);
      expect(heardOf(jobId, 'also-down')).toHaveLength(8);
    }
    expect(heardOf(before, 'down')).toHaveLength(8);
    expect(await replay()).toEqual({ replayed: 0, more: false });
  });
});

const allDelivered = (count: number) => (all: DeliveryView[]) =>
  all.length === count && all.every(({ status }) => status === 'delivered');

const allFailed = (all: DeliveryView[]) =>
  all.length > 0 && all.every(({ status }) => status === 'failed');

/** Whether the execution that began the delivery, and the one that sent it again, are over. */
async function bothAreOver(deliveryId: string): Promise<boolean> {
  const rounds = await Promise.all(
    [0, 1].map((round) => cloud.deliveryExecution(deliveryId, round)),
  );
  return rounds.every((execution) => execution?.status === 'SUCCEEDED');
}

describe('a webhook that takes nothing', () => {
  /** Makes it have failed for so long. */
  async function failingFor(webhookId: string, days: number): Promise<void> {
    const dynamo = new DynamoDBClient(cloud.cloud.aws.connection);
    await dynamo.send(
      new UpdateItemCommand({
        TableName: cloud.output('JobsTableName'),
        Key: {
          pk: { S: `webhooks#${cloud.cloud.info.owner}` },
          sk: { S: `endpoint#${webhookId}` },
        },
        UpdateExpression: 'SET failingSince = :at',
        ExpressionAttributeValues: {
          ':at': { S: new Date(Date.now() - days * DAY_MS).toISOString() },
        },
      }),
    );
  }
  const status = async (id: string) =>
    (await registered()).find(({ webhookId }) => webhookId === id);

  test('for five days is disabled, the others are told, and a replay enables it', async () => {
    cloud.receiver.answer = failingAt('dead');
    await cloud.cloud.aws.emulator.put({ waitSpeed: 200_000 });
    const { webhookId } = await register('dead');
    const other = await register('other', { events: ['endpoint.disabled'] });
    const since = new Date().toISOString();
    await deliveriesOnce(await dropEmpty(), 'all tries have failed', allFailed);
    expect(await status(webhookId)).toMatchObject({
      status: 'enabled',
      failingSince: expect.any(String),
    });

    await failingFor(webhookId, 5);
    const last = await dropEmpty();
    const [news] = await onceHeard(webhookId, 'other');
    expect(news && verify(news, other.secret)).toMatchObject({
      type: 'endpoint.disabled',
      data: { webhookId, status: 'disabled', disabledBecause: 'failing' },
    });
    expect(await status(webhookId)).toMatchObject({ disabledBecause: 'failing' });
    expect(await deliveriesOf(await dropEmptyAndEnd())).toEqual([]);

    const [failed] = await deliveriesOnce(last, 'its try has failed', allFailed);
    const refused = await post(`/deliveries/${failed?.deliveryId ?? ''}/replay`);
    expectProblem(refused, 409, 'not-in-this-state');
    cloud.receiver.answer = () => 204;
    const asked = post(`/webhooks/${webhookId}/replay`, { since });
    expect((await answer(asked, 202, ReplayedFailed)).replayed).toBe(2);
    await deliveriesOnce(last, 'it is delivered', (all) => all[0]?.status === 'delivered');
    const after = await status(webhookId);
    expect(after?.status).toBe('enabled');
    expect(after).not.toHaveProperty('failingSince');
  });

  test('for two days, and then takes something, is in health again', async () => {
    const { webhookId } = await register('recovering');
    await failingFor(webhookId, 2);
    await onceHeard(await dropEmpty(), 'recovering');
    await cloud.until('it is in health', 'none', async () => {
      return (await status(webhookId))?.failingSince === undefined;
    });
  });

  test('and says that it is gone, is disabled at once', async () => {
    cloud.receiver.answer = () => 410;
    const { webhookId } = await register('gone');
    const jobId = await dropEmpty();
    await deliveriesOnce(jobId, 'it has failed', allFailed);
    await cloud.until('it is disabled', jobId, async () => {
      return (await status(webhookId))?.disabledBecause === 'gone';
    });
    expect(heardOf(jobId, 'gone')).toHaveLength(1);
  });

  async function dropEmptyAndEnd(): Promise<string> {
    const jobId = await dropEmpty();
    await cloud.ended(jobId);
    return jobId;
  }
});

describe('a sample', () => {
  const tryOut = (body: object) => answer(post('/webhooks/test', body), 200, TestedWebhook);

  test('is sent at once, signed as the real one, and the answer says how it went', async () => {
    const tested = await tryOut({ url: at('sample') });
    expect(tested).toMatchObject({ delivered: true, responseStatus: 204 });
    const heard = cloud.receiver.received.find(({ path }) => path === '/sample');
    expect(heard && verify(heard, cloud.cloud.info.webhookSecret)).toMatchObject({
      type: 'job.completed',
      data: { owner: cloud.cloud.info.owner, status: 'completed' },
    });
    expect(heard?.headers['webhook-id']).toBe(tested.messageId);
  });

  test('can be of any event, for a registered webhook', async () => {
    const { webhookId, secret } = await register('sampled');
    for (const type of ['job.processing', 'job.failed', 'bulk.completed', 'endpoint.disabled']) {
      expect(await tryOut({ webhookId, type })).toMatchObject({ delivered: true });
      const heard = cloud.receiver.received.filter(({ path }) => path === '/sampled').at(-1);
      expect(heard && verify(heard, secret)).toMatchObject({ type });
    }
  });

  test('that is not taken tells why', async () => {
    expect(await tryOut({ url: `http://${nobody}/` })).toMatchObject({
      delivered: false,
      error: 'ECONNREFUSED',
    });
    cloud.receiver.answer = () => 500;
    expect(await tryOut({ url: at('x') })).toMatchObject({ delivered: false, responseStatus: 500 });
  });

  test('goes to exactly one', async () => {
    const { webhookId } = await register('both');
    expectProblem(await post('/webhooks/test', {}), 422, 'invalid');
    const both = { url: at('both'), webhookId };
    expectProblem(await post('/webhooks/test', both), 422, 'invalid');
  });
});

describe('a sample to a server that does as it likes', () => {
  /** A new owner, who has a share of tests, and a webhook secret. */
  async function newTester(owner: string) {
    const key = await keyOf(cloud, owner, ['jobs:write', 'admin']);
    await answer(ask(cloud, { path: '/webhooks/default/rotate', key }), 200, RotatedWebhook);
    return (url: string) => ask(cloud, { path: '/webhooks/test', key, body: { url } });
  }
  const outcomeOf = (asked: Promise<Answered>) => answer(asked, 200, TestedWebhook);

  test('fails with a code, if that is no answer', async () => {
    const tryOut = await newTester('tester-1');
    for (const [what, behaviour] of Object.entries(BROKEN)) {
      const { delivered, error = '' } = await outcomeOf(tryOut(behaving(behaviour)));
      expect({ what, delivered, error }).toEqual({
        what,
        delivered: false,
        error: expect.stringMatching(/^[A-Z][A-Za-z_]+$/),
      });
    }
  });

  test('has its status, and none of it is followed or read to its end', async () => {
    const tryOut = await newTester('tester-2');
    const ok = 'HTTP/1.1 200 OK\r\n';
    const upgrade = 'HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n';
    const redirect = `HTTP/1.1 307 T\r\nLocation: ${at('inner')}\r\n\r\n`;
    const later = 'HTTP/1.1 503 x\r\nRetry-After: ';
    const said: [number, Behaviour][] = [
      [101, stalling(upgrade)],
      [200, flooding(`${ok}\r\n`, 'x'.repeat(100_000))],
      [200, stalling(`${ok}Content-Length: 99\r\n\r\n`)],
      [307, saying(redirect)],
      [503, saying(`${later}${'9'.repeat(400)}\r\n\r\n`)],
      [503, saying(`${later}Fri, 31 Dec 9999 23:59:59 GMT\r\n\r\n`)],
      [999, saying('HTTP/1.1 999 \0\xff\r\n\r\n')],
      [0, saying('HTTP/1.1 000 x\r\n\r\n')],
    ];
    for (const [responseStatus, behaviour] of said) {
      expect(await outcomeOf(tryOut(behaving(behaviour)))).toMatchObject({
        delivered: responseStatus === 200,
        responseStatus,
      });
    }
    expect(cloud.receiver.received.filter(({ path }) => path === '/inner')).toEqual([]);
  });

  test('that switches protocols fails for a job too, which ends', async () => {
    const switching = 'HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n';
    const jobId = await dropEmpty({ 'spotscribe-webhook-url': behaving(stalling(switching)) });
    await cloud.ended(jobId);
    const [delivery] = await deliveriesOf(jobId);
    expect(delivery).toMatchObject({ status: 'pending', nextTryAt: expect.any(String) });
    expect(delivery?.tries[0]).toMatchObject({ responseStatus: 101 });
  });

  test('is one of two at once for an owner, whose others wait; and nobody else does', async () => {
    const [tryOut, tryOutToo] = [await newTester('tester-3'), await newTester('tester-4')];
    const held: Socket[] = [];
    const url = behaving((socket) => held.push(socket));
    const both = [tryOut(url), tryOut(url)];
    await cloud.until('both are held', 'none', () => held.length === 2);
    const refused = await tryOut(at('x'));
    expectProblem(refused, 429, 'rate-limited');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await outcomeOf(tryOutToo(at('x')))).toMatchObject({ delivered: true });
    for (const socket of held) socket.destroy();
    for (const asked of both) expect(await outcomeOf(asked)).toMatchObject({ delivered: false });
    expect(await outcomeOf(tryOut(at('x')))).toMatchObject({ delivered: true });
  });
});

describe('addresses where only our machines can go', () => {
  test.each(['/webhooks', '/webhooks/test'])('POST %s lets none of them through', async (path) => {
    const answers = REFUSED_ADDRESSES.map(async (url) => {
      const asked = await askAgain(cloud, { path, body: { url } });
      const problem = expectProblem(asked, 422, 'invalid');
      expect(problem.errors).toMatchObject([{ path: 'url' }]);
    });
    await Promise.all(answers);
  });
});

describe('webhooks and deliveries of somebody else', () => {
  test('are as if they were not there', async () => {
    const { webhookId } = await register('mine');
    const jobId = await dropEmpty();
    const [delivery] = await deliveriesOnce(jobId, 'it is delivered', allDelivered(1));
    const key = await keyOf(cloud, 'stranger', ['jobs:read', 'jobs:write', 'admin']);
    const since = new Date(0).toISOString();
    const foreign = (id: string, of: string, job: string) =>
      [
        { method: 'DELETE', path: `/webhooks/${id}` },
        { path: `/webhooks/${id}/rotate` },
        { path: `/webhooks/${id}/replay`, body: { since } },
        { path: '/webhooks/test', body: { webhookId: id } },
        { path: `/deliveries/${of}/replay` },
        { method: 'GET', path: `/jobs/${job}/deliveries` },
      ].map(async (asked) => {
        const { requestId: _, ...problem } = expectProblem(
          await ask(cloud, { ...asked, key }),
          404,
          'not-found',
        );
        return problem;
      });
    const others = await Promise.all(foreign(webhookId, delivery?.deliveryId ?? '', jobId));
    const zeros = '0'.repeat(24);
    const unknown = foreign(`wh-${zeros}`, `dlv-job-${zeros}-${'0'.repeat(12)}`, `job-${zeros}`);
    expect(others).toEqual(await Promise.all(unknown));
    const page = await ask(cloud, { method: 'GET', path: '/webhooks', key });
    expect(JSON.parse(page.text)).toEqual({ webhooks: [] });
    expect(heardOf(jobId, 'mine')).toHaveLength(1);
  });

  test('to register, delete and rotate takes the scope admin', async () => {
    const key = await keyOf(cloud, cloud.cloud.info.owner);
    const { webhookId } = await register('administered');
    for (const asked of [
      { path: '/webhooks', body: { url: at('x') } },
      { method: 'DELETE', path: `/webhooks/${webhookId}` },
      { path: `/webhooks/${webhookId}/rotate` },
    ]) {
      expectProblem(await ask(cloud, { ...asked, key }), 403, 'missing-scope');
    }
  });
});
