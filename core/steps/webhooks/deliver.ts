/** One try of a waiting delivery, and its follow-up. */
import * as z from 'zod';
import { pauseOf, type Delivery, type TryOutcome } from '../../webhooks/delivery.ts';
import { DeliveryId } from '../../webhooks/delivery-id.ts';
import {
  DEFAULT_WEBHOOK,
  isEnabled,
  type WebhookEndpoint,
} from '../../webhooks/webhook-endpoint.ts';
import { noteHealth } from './endpoint-health.ts';
import { noteTry, type Noter } from './note-try.ts';
import { tryDelivery, type Sender } from './try-delivery.ts';

export const DeliverInput = z.object({ deliveryId: DeliveryId, round: z.int().min(0) });
export type DeliverInput = z.infer<typeof DeliverInput>;

/** Output for the state machine; `superseded`: replayed, or removed. */
export interface Delivered {
  outcome: Delivery['status'] | 'superseded';
  waitSeconds: number;
}

const SUPERSEDED: Delivered = { outcome: 'superseded', waitSeconds: 0 };

type Dependencies = Noter & Sender;

export async function deliver(
  { deliveryId, round }: DeliverInput,
  using: Dependencies,
): Promise<Delivered> {
  const delivery = await using.deliveries.find(deliveryId);
  if (delivery?.round !== round) return SUPERSEDED;
  const endpoint = await endpointOf(delivery, using);
  if (delivery.status !== 'pending') return completed(delivery, endpoint, using);
  const outcome = refusal(delivery, endpoint) ?? (await tryDelivery(delivery, using));
  const after = await noteTry({ delivery, outcome, endpoint }, using);
  if (!after) return SUPERSEDED;
  return { outcome: after.status, waitSeconds: pauseOf(after) };
}

/** An earlier try of this step recorded the result, but may have stopped before the endpoint's health. */
async function completed(
  delivery: Delivery,
  endpoint: WebhookEndpoint | undefined,
  using: Dependencies,
): Promise<Delivered> {
  if (endpoint) await noteHealth(endpoint, delivery, using);
  return { outcome: delivery.status, waitSeconds: 0 };
}

async function endpointOf(
  { owner, webhookId }: Delivery,
  { endpoints }: Dependencies,
): Promise<WebhookEndpoint | undefined> {
  return webhookId === DEFAULT_WEBHOOK ? undefined : endpoints.find({ owner, webhookId });
}

/** Endpoints that have been deleted or disabled are not called. */
function refusal(
  { webhookId }: Delivery,
  endpoint: WebhookEndpoint | undefined,
): TryOutcome | undefined {
  if (webhookId === DEFAULT_WEBHOOK) return undefined;
  if (endpoint && isEnabled(endpoint)) return undefined;
  const error = endpoint ? 'WebhookDisabled' : 'WebhookDeleted';
  return { at: new Date().toISOString(), latencySeconds: 0, error, isFinal: true };
}
