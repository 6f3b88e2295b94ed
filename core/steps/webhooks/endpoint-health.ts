/** Tracks endpoint health from tries, and disables endpoints that accept nothing any more. */
import type { EndpointStore } from '../../aws/dynamodb/endpoint-store.ts';
import { newDelivery, receiversOf, type Delivery } from '../../webhooks/delivery.ts';
import { logWarning } from '../../base/log.ts';
import { body } from '../../webhooks/webhook-body.ts';
import {
  hasFailedTooLong,
  viewOfEndpoint,
  type DisabledBecause,
  type WebhookEndpoint,
} from '../../webhooks/webhook-endpoint.ts';
import { GONE } from '../../webhooks/webhook.ts';
import { announce, type Announcer } from './announce.ts';

export interface Carer extends Announcer {
  endpoints: EndpointStore;
}

/** Writes nothing while healthy. A repeated call completes an interrupted one. */
export async function noteHealth(
  endpoint: WebhookEndpoint,
  delivery: Delivery,
  using: Carer,
): Promise<void> {
  const last = delivery.tries.at(-1);
  if (!last) return;
  if (delivery.status === 'delivered') {
    if (endpoint.failingSince !== undefined) await using.endpoints.recovered(endpoint);
    return;
  }
  if (endpoint.failingSince === undefined) await using.endpoints.failing(endpoint, last.at);
  if (delivery.status !== 'failed') return;
  if (last.responseStatus === GONE) await disable(endpoint, 'gone', using);
  else if (hasFailedTooLong(endpoint, new Date())) await disable(endpoint, 'failing', using);
}

/** Notifies the owner's other endpoints; the list of webhooks shows it in any case. */
async function disable(
  { owner, webhookId }: WebhookEndpoint,
  because: DisabledBecause,
  using: Carer,
): Promise<void> {
  const at = new Date().toISOString();
  await using.endpoints.disable({ owner, webhookId }, { at, because });
  const all = await using.endpoints.ofOwner(owner);
  const disabled = all.find((endpoint) => endpoint.webhookId === webhookId);
  // Deleted at the same time: no notification.
  if (disabled?.disabledAt === undefined) return;
  logWarning('webhook disabled', { webhookId, because });
  await announce(newsOf({ ...disabled, disabledAt: disabled.disabledAt }, all), using);
}

/** One message id each time it is disabled, so that repeated sends are duplicates. */
function newsOf(
  endpoint: WebhookEndpoint & { disabledAt: string },
  all: readonly WebhookEndpoint[],
): Delivery[] {
  const { webhookId, owner, disabledAt } = endpoint;
  const type = 'endpoint.disabled';
  const at = new Date(disabledAt);
  const message = {
    messageId: `msg_${webhookId}_endpoint_disabled_${at.getTime()}`,
    subject: webhookId,
    owner,
    type,
    attempt: 0,
    body: body(type, disabledAt, viewOfEndpoint(endpoint)),
    at,
  } as const;
  return receiversOf({}, all, type).map((receiver) => newDelivery(message, receiver));
}
