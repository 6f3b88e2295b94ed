/** The event of a session: sent once, when its transcript is there, complete or partial. */
import type { Session } from '../job/session.ts';
import type { SessionView } from '../view/session-view.ts';
import { newDelivery, receiversOf, type Delivery } from './delivery.ts';
import { body, MAX_BODY_BYTES } from './webhook-body.ts';
import type { WebhookEndpoint } from './webhook-endpoint.ts';

const EVENT = 'session.completed';
/** As many missing chunks fit in any case. */
const MISSING_SHOWN = 100;

/** Body of the event. To fit the limit, first the chunks are left out, then most of the missing. */
export function sessionBody(view: SessionView, timestamp: string): string {
  const without = { ...view, chunks: [] };
  const short = { ...without, missing: view.missing.slice(0, MISSING_SHOWN) };
  const bodies = [view, without, short].map((data) => body(EVENT, timestamp, data));
  return (
    bodies.find((text) => Buffer.byteLength(text) < MAX_BODY_BYTES) ?? body(EVENT, timestamp, short)
  );
}

/** To the address that came with a chunk, and the owner's endpoints that subscribe to it. */
export function deliveriesOfSession(
  session: Session,
  view: SessionView,
  { endpoints, at }: { endpoints: readonly WebhookEndpoint[]; at: Date },
): Delivery[] {
  const { sessionKey, ownedBy, webhookUrl } = session;
  const message = {
    messageId: `msg_${sessionKey}_session_completed`,
    subject: sessionKey,
    owner: ownedBy,
    type: EVENT,
    attempt: 0,
    body: sessionBody(view, session.combinedAt ?? at.toISOString()),
    at,
  } as const;
  const own =
    webhookUrl === undefined ? {} : { webhook: { url: webhookUrl, events: [message.type] } };
  return receiversOf(own, endpoints, EVENT).map((receiver) => newDelivery(message, receiver));
}
