/** A registered endpoint receives events of all its owner's jobs. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { distinctList } from '../base/distinct-list.ts';
import { WebhookEvent } from '../job/job-event.ts';

/** Id of webhooks given with jobs; they share one secret per owner. */
export const DEFAULT_WEBHOOK = 'default';

export const EndpointId = z.string().regex(/^wh-[0-9a-f]{24}$/);
export const WebhookId = z.union([EndpointId, z.literal(DEFAULT_WEBHOOK)]);
export type WebhookId = z.infer<typeof WebhookId>;

/** Bounds the calls per event. */
export const MOST_ENDPOINTS = 10;

/** An endpoint that accepted nothing for this long is disabled when another delivery finally fails. */
const PATIENCE_MS = 5 * 24 * 3600 * 1000;

export const CreateWebhook = z
  .strictObject({
    url: z.url().max(2000),
    events: distinctList(WebhookEvent).optional().describe('Without it: how jobs end.'),
    description: z.string().max(200).optional(),
  })
  .meta({ id: 'CreateWebhook' });
export type CreateWebhook = z.infer<typeof CreateWebhook>;

const DisabledBecause = z
  .enum(['failing', 'gone'])
  .describe('`failing`: it took nothing for five days. `gone`: it answered 410.');
export type DisabledBecause = z.infer<typeof DisabledBecause>;

export const WebhookEndpoint = z.object({
  webhookId: EndpointId,
  owner: z.string(),
  ...CreateWebhook.shape,
  createdAt: z.iso.datetime(),
  /** First failure since it last accepted anything; absent if healthy. */
  failingSince: z.iso.datetime().optional(),
  disabledAt: z.iso.datetime().optional(),
  disabledBecause: DisabledBecause.optional(),
});
export type WebhookEndpoint = z.infer<typeof WebhookEndpoint>;

/** An endpoint as the API shows it. */
export const EndpointView = z
  .strictObject({
    webhookId: EndpointId,
    ...CreateWebhook.shape,
    status: z.enum(['enabled', 'disabled']),
    createdAt: z.iso.datetime(),
    failingSince: z.iso.datetime().optional().describe('Since when it took nothing.'),
    disabledAt: z.iso.datetime().optional(),
    disabledBecause: DisabledBecause.optional(),
  })
  .meta({ id: 'Webhook' });
export type EndpointView = z.infer<typeof EndpointView>;

export const CreatedWebhook = z
  .strictObject({
    ...EndpointView.shape,
    secret: z
      .string()
      .describe('What its deliveries are verified with. Shown here and never again.'),
  })
  .meta({ id: 'CreatedWebhook' });
export type CreatedWebhook = z.infer<typeof CreatedWebhook>;

export function newEndpointId(): string {
  return `wh-${randomBytes(12).toString('hex')}`;
}

export function viewOfEndpoint({ owner: _, ...endpoint }: WebhookEndpoint): EndpointView {
  return { ...endpoint, status: isEnabled(endpoint) ? 'enabled' : 'disabled' };
}

export function isEnabled({ disabledAt }: Pick<WebhookEndpoint, 'disabledAt'>): boolean {
  return disabledAt === undefined;
}

/** Checked when a delivery finally fails: neither a short outage nor an old failure alone counts. */
export function hasFailedTooLong({ failingSince }: WebhookEndpoint, now: Date): boolean {
  return failingSince !== undefined && now.getTime() - Date.parse(failingSince) >= PATIENCE_MS;
}
