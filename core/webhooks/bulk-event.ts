/** The event of a bulk: sent once, when it is over, however it ended. */
import type { Bulk } from '../bulk/bulk.ts';
import type { BulkView } from '../view/bulk-view.ts';
import { newDelivery, receiversOf, type Delivery } from './delivery.ts';
import { body } from './webhook-body.ts';
import type { WebhookEndpoint } from './webhook-endpoint.ts';

const EVENT = 'bulk.completed';

/** Numbers and links alone: the source, an error and the problems may name files. */
export function bulkBody(view: BulkView, timestamp: string): string {
  const { bulkId, status, createdAt, endedAt, counts, money, links } = view;
  const data = { bulkId, status, createdAt, endedAt, counts, ...(money && { money }), links };
  return body(EVENT, timestamp, data);
}

/** To the owner's endpoints that subscribe to it. */
export function deliveriesOfBulk(
  { bulkId, ownedBy, endedAt }: Bulk,
  view: BulkView,
  { endpoints, at }: { endpoints: readonly WebhookEndpoint[]; at: Date },
): Delivery[] {
  const message = {
    messageId: `msg_${bulkId}_bulk_completed`,
    subject: bulkId,
    owner: ownedBy,
    type: EVENT,
    attempt: 0,
    body: bulkBody(view, endedAt ?? at.toISOString()),
    at,
  } as const;
  return receiversOf({}, endpoints, EVENT).map((receiver) => newDelivery(message, receiver));
}
