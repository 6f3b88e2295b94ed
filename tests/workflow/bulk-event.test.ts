/** The event of a bulk on the embedded cloud, from its end to its deletion. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { makeArchive } from '../../bench/bulk/archive.ts';
import { askBulk, postBulk, untilOver, type Driven } from '../../bench/bulk/scenario.ts';
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { bulkKey } from '../../core/aws/dynamodb/items.ts';
import { BulkDeletion } from '../../core/view/bulk-deletion.ts';
import { BulkView } from '../../core/view/bulk-view.ts';
import type { Delivery } from '../../core/webhooks/delivery.ts';
import { CreatedWebhook } from '../../core/webhooks/webhook-endpoint.ts';
import { verify, type Received } from '../../local/webhook-receiver.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { drivenBy } from '../support/driven-bulk.ts';
import { invoke, invokeRound } from '../support/invoke.ts';
import { TestCloud } from '../support/test-cloud.ts';

let cloud: TestCloud;
let driven: Driven;
let endpoint: CreatedWebhook;
/** Another webhook of the same owner, for the ends of jobs. */
let other: CreatedWebhook;
let deliveries: DeliveryStore;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  await cloud.cloud.aws.emulator.put({ waitSpeed: 30 });
  const tendPools = () => invokeRound(cloud, 'tendPools', 11);
  driven = drivenBy(cloud, tendPools);
  deliveries = new DeliveryStore(cloud.table);
  endpoint = await register({ url: `${cloud.webhook.url}bulks`, events: ['bulk.completed'] });
  other = await register({ url: `${cloud.webhook.url}jobs` });
});
afterAll(async () => {
  for (const { webhookId } of [endpoint, other]) {
    await ask(cloud, { method: 'DELETE', path: `/webhooks/${webhookId}` });
  }
  await cloud.leave();
});

async function register(body: object): Promise<CreatedWebhook> {
  const { text } = await ask(cloud, { path: '/webhooks', body });
  return CreatedWebhook.parse(JSON.parse(text));
}

const Event = z.strictObject({
  type: z.literal('bulk.completed'),
  timestamp: z.iso.datetime(),
  data: BulkView.pick({
    ...{ bulkId: true, status: true, createdAt: true, endedAt: true, counts: true, links: true },
  }).extend({ money: BulkView.shape.money.unwrap().optional() }),
});

/** What the receiver has heard of it so far. */
function heardOf(bulkId: string): Received[] {
  return cloud.receiver.received.filter(({ body }) => body.includes(`"${bulkId}"`));
}

/** Its event, verified, once it was delivered. */
async function told(bulkId: string): Promise<z.infer<typeof Event>> {
  await delivered(bulkId);
  const [heard] = heardOf(bulkId);
  if (!heard) throw new TypeError('it was delivered to nobody');
  return Event.parse(verify(heard, endpoint.secret));
}

async function delivered(bulkId: string): Promise<Delivery> {
  return cloud.until('its event is delivered', bulkId, async () => {
    const [delivery] = await deliveries.about(bulkId);
    return delivery?.status === 'delivered' && delivery;
  });
}

/** One that awaits its files. */
async function newBulk(name: string): Promise<string> {
  return postBulk(cloud, { source: { upload: { files: 2 } } }, `${name} ${Date.now()}`);
}

let ended = '';

test('a bulk of two files is told of once, signed, to the endpoint that asks for it', async () => {
  const name = `event-${Date.now()}`;
  const { address } = await makeArchive(cloud, { files: 2, bad: 0, folders: 0 }, { name });
  ended = await postBulk(cloud, { source: { s3: address }, maxCostUsd: 10 }, name);
  const view = await untilOver(ended, driven);
  const { type, timestamp, data } = await told(ended);
  expect({ type, timestamp, status: data.status }).toEqual({
    ...{ type: 'bulk.completed', timestamp: view.endedAt, status: 'completed' },
  });
  expect(data.counts).toEqual(view.counts);
  expect(data.counts).toMatchObject({ listed: 2, completed: 2 });
  expect(data.links).toEqual(view.links);
  expect(data.money?.ceilingUsd).toBe(10);
  const [heard] = heardOf(ended);
  expect(heard?.path).toBe('/bulks');
  expect(heard?.body).not.toContain('.wav');
  expect(heard?.body).not.toContain(name);
});

test('WriteReport that is repeated sends nothing more, also if it had died before its last write', async () => {
  await invoke(cloud, 'writeReport', { bulkId: ended });
  await cloud.table.client.send(
    new UpdateCommand({
      TableName: cloud.table.name,
      Key: bulkKey(ended),
      UpdateExpression: 'REMOVE announcedAt',
    }),
  );
  await invoke(cloud, 'writeReport', { bulkId: ended });
  expect(await deliveries.about(ended)).toMatchObject([{ status: 'delivered', round: 0 }]);
  expect((await delivered(ended)).tries).toHaveLength(1);
  expect(heardOf(ended)).toHaveLength(1);
});

test('a replay sends the same event again, and so does the round that finds a lost one', async () => {
  const { deliveryId } = await delivered(ended);
  expect((await ask(cloud, { path: `/deliveries/${deliveryId}/replay` })).status).toBe(202);
  const replayed = await delivered(ended);
  // As if the function had died between the write of the delivery and the start of its execution.
  const lost = { ...replayed, status: 'pending', round: 2, nextTryAt: replayed.createdAt } as const;
  expect(await deliveries.replace(replayed, lost)).toBe(true);
  await invokeRound(cloud, 'catchUp', 10);
  expect((await delivered(ended)).tries).toHaveLength(3);
  const sent = heardOf(ended).map(({ headers, body }) => ({ id: headers['webhook-id'], body }));
  expect(sent).toHaveLength(3);
  expect(new Set(sent.map((one) => JSON.stringify(one))).size).toBe(1);
});

test('one that is cancelled before it begins is told of, without a report', async () => {
  const bulkId = await newBulk('cancelled');
  const cancelled = await askBulk(cloud, `POST /bulk/${bulkId}/cancel`);
  expect(cancelled.status).toBe(200);
  const { data } = await told(bulkId);
  expect(data).toMatchObject({ status: 'cancelled', counts: { listed: 0 } });
  expect(data.links).toEqual({ self: `${cloud.cloud.info.apiUrl}/bulk/${bulkId}` });
  expect((await askBulk(cloud, `POST /bulk/${bulkId}/cancel`)).status).toBe(200);
  expect(await deliveries.about(bulkId)).toHaveLength(1);
});

test('one whose workflow ended without a report is told of', async () => {
  const bulkId = await newBulk('stopped');
  await invoke(cloud, 'executionOver', { detail: { name: bulkId, status: 'ABORTED' } });
  expect((await told(bulkId)).data.status).toBe('failed');
});

test('a deleted bulk leaves no delivery, and gets none afterwards', async () => {
  const delivery = await delivered(ended);
  const answer = await askBulk(cloud, `DELETE /bulk/${ended}`);
  // Its row, that of its batch and the delivery.
  expect(BulkDeletion.parse(JSON.parse(answer.text)).removed.items).toBe(3);
  expect(await deliveries.about(ended)).toEqual([]);
  await invoke(cloud, 'writeReport', { bulkId: ended });
  expect(await deliveries.create([delivery])).toEqual([]);
  const replay = { path: `/deliveries/${delivery.deliveryId}/replay` };
  expectProblem(await ask(cloud, replay), 404, 'not-found');
});
