/** Replays deliveries: one, or all failed ones of a webhook. */
import { REPLAYS } from '../../access/owner-share.ts';
import type { EndpointStore } from '../../aws/dynamodb/endpoint-store.ts';
import type { OwnerShares } from '../../aws/dynamodb/owner-shares.ts';
import { again, isUnderWay, type Delivery, type ReplayedFailed } from '../../webhooks/delivery.ts';
import { DEFAULT_WEBHOOK, isEnabled, type WebhookId } from '../../webhooks/webhook-endpoint.ts';
import type { Announcer } from './announce.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';

/** Bounds the request's duration, and the load on a recovering receiver. */
const MOST_AT_ONCE = 100;

/** Thrown for a delivery whose webhook is deleted or disabled. */
export class NotReplayable extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NotReplayable';
  }
}

/** Thrown for a delivery that is being sent at this moment. */
export class SentNow extends Error {
  /** The timeout of a try. */
  readonly retryAfterSeconds = 15;

  constructor() {
    super(
      'The delivery is being sent at this moment, so it is not sent again. GET /jobs/{id}/deliveries shows what comes of it.',
    );
    this.name = 'SentNow';
  }
}

interface ReplayPorts extends Announcer {
  endpoints: EndpointStore;
  shares: OwnerShares;
}

/**
 * @returns undefined if the owner has no such delivery
 * @throws NotReplayable, SentNow, ShareUsedUp
 */
export async function replayDelivery(
  { deliveryId, owner }: { deliveryId: string; owner: string },
  using: ReplayPorts,
): Promise<Delivery | undefined> {
  const delivery = await using.deliveries.find(deliveryId);
  if (delivery?.owner !== owner) return undefined;
  await assertOpen(delivery, using.endpoints);
  if (isUnderWay(delivery, new Date())) throw new SentNow();
  await using.shares.take(owner, REPLAYS);
  const replayed = await sendAgain(delivery, using);
  if (!replayed) throw new SentNow();
  return replayed;
}

async function assertOpen({ owner, webhookId }: Delivery, endpoints: EndpointStore): Promise<void> {
  if (webhookId === DEFAULT_WEBHOOK) return;
  const endpoint = await endpoints.find({ owner, webhookId });
  if (!endpoint) throw new NotReplayable('The webhook of this delivery was deleted.');
  if (isEnabled(endpoint)) return;
  throw new NotReplayable(
    `The webhook is disabled. POST /webhooks/${webhookId}/replay enables it, and sends all that it missed since a moment.`,
  );
}

interface Failed {
  owner: string;
  webhookId: WebhookId;
  since: Date;
}

/**
 * Oldest first, as many as the owner's share allows.
 * @returns undefined if the owner has no such webhook
 * @throws SomeFailed, ShareUsedUp
 */
export async function replayFailed(
  { owner, webhookId, since }: Failed,
  using: ReplayPorts,
): Promise<ReplayedFailed | undefined> {
  if (!(await open({ owner, webhookId }, using.endpoints))) return undefined;
  const asked = { since, most: MOST_AT_ONCE };
  const ids = await using.deliveries.failed({ owner, webhookId }, asked);
  if (ids.length === 0) return { replayed: 0, more: false };
  const granted = await using.shares.take(owner, REPLAYS, ids.length);
  let replayed = 0;
  await forEachSettled(
    ids.slice(0, granted),
    (id) => id,
    async (id) => {
      const delivery = await using.deliveries.find(id);
      // The index is eventually consistent: this one is already on its way.
      if (delivery?.status !== 'failed') return;
      if (await sendAgain(delivery, using)) replayed += 1;
    },
  );
  return { replayed, more: ids.length === MOST_AT_ONCE || granted < ids.length };
}

/** Enables the webhook if it is disabled. @returns false if there is no such webhook */
async function open(
  { owner, webhookId }: Omit<Failed, 'since'>,
  endpoints: EndpointStore,
): Promise<boolean> {
  if (webhookId === DEFAULT_WEBHOOK) return true;
  const endpoint = await endpoints.find({ owner, webhookId });
  if (!endpoint) return false;
  if (!isEnabled(endpoint)) await endpoints.enable(endpoint);
  return true;
}

/** Undefined if a concurrent request replays the same one. */
async function sendAgain(delivery: Delivery, using: ReplayPorts): Promise<Delivery | undefined> {
  const after = again(delivery, new Date());
  if (!(await using.deliveries.replace(delivery, after))) return undefined;
  await using.workflow.deliver(using.deliveryStateMachineArn, after, 0);
  return after;
}
