/** Sends a sample event once, to a URL or a registered webhook. */
import { randomBytes } from 'node:crypto';
import { WEBHOOK_TESTS } from '../../access/owner-share.ts';
import type { EndpointStore } from '../../aws/dynamodb/endpoint-store.ts';
import type { OwnerShares } from '../../aws/dynamodb/owner-shares.ts';
import { isTaken, type TestedWebhook, type TestWebhook } from '../../webhooks/delivery.ts';
import { sampleBody } from '../../webhooks/sample-event.ts';
import { DEFAULT_WEBHOOK, type WebhookId } from '../../webhooks/webhook-endpoint.ts';
import { tryDelivery, type Sender } from './try-delivery.ts';

/** Timeout of the function that sends it. */
const LONGEST_MS = 20_000;

interface TestWebhookPorts extends Sender {
  endpoints: EndpointStore;
  shares: OwnerShares;
  apiUrl: string;
}

/** @returns undefined if the owner has no such webhook @throws ShareUsedUp */
export async function testWebhook(
  request: TestWebhook,
  owner: string,
  using: TestWebhookPorts,
): Promise<TestedWebhook | undefined> {
  const to = await receiverOf(request, owner, using);
  if (!to) return undefined;
  const messageId = `msg_test_${randomBytes(12).toString('hex')}`;
  const body = sampleBody(request.type, { owner, apiUrl: using.apiUrl, now: new Date() });
  const asked = { share: WEBHOOK_TESTS, longestMs: LONGEST_MS };
  const outcome = await using.shares.hold(owner, asked, () =>
    tryDelivery({ owner, messageId, body, ...to }, using),
  );
  const { isFinal: _f, retryAfterSeconds: _r, ...tried } = outcome;
  return { delivered: isTaken(tried), messageId, ...tried };
}

async function receiverOf(
  { url, webhookId }: TestWebhook,
  owner: string,
  { endpoints }: TestWebhookPorts,
): Promise<{ webhookId: WebhookId; url: string } | undefined> {
  if (url !== undefined) return { webhookId: DEFAULT_WEBHOOK, url };
  return webhookId === undefined ? undefined : endpoints.find({ owner, webhookId });
}
