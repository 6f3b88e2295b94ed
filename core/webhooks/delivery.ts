/** Delivery of one event to one receiver: what is sent, and the result of each try. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Moment } from '../base/moment.ts';
import { DeliveryId, deliveryIdOf } from './delivery-id.ts';
import { viewOf } from '../view/job-view.ts';
import type { Job } from '../job/job.ts';
import { pauseAfter } from './retry-schedule.ts';
import { jobBody } from './webhook-body.ts';
import {
  DEFAULT_WEBHOOK,
  EndpointId,
  isEnabled,
  WebhookId,
  type WebhookEndpoint,
} from './webhook-endpoint.ts';
import { wants, WebhookEvent } from '../job/job-event.ts';

/** Tries kept per delivery; replays drop the oldest. */
const MOST_TRIES = 40;

export const Try = z
  .strictObject({
    at: z.iso.datetime(),
    latencySeconds: z.number().min(0).describe('Until the status came, or the error.'),
    responseStatus: z.int().optional().describe('What the receiver answered.'),
    error: z.string().optional().describe('Why there was no answer.'),
  })
  .meta({ id: 'DeliveryTry' });
export type Try = z.infer<typeof Try>;

export const Delivery = z.object({
  deliveryId: DeliveryId,
  /** Sent as `webhook-id`: the same for all tries and all receivers of the event. */
  messageId: z.string(),
  owner: z.string(),
  type: WebhookEvent,
  webhookId: WebhookId,
  url: z.string(),
  /** The job's attempt when the event happened. */
  attempt: z.int().min(0),
  body: z.string(),
  status: z.enum(['pending', 'delivered', 'failed']),
  /** Number of the execution that sends it: a replay, or a restart after a lost one, is the next. */
  round: z.int().min(0),
  /** Failed tries of this round. */
  failures: z.int().min(0),
  /** While it is pending. In the past: a try is under way, or was lost. */
  nextTryAt: z.iso.datetime().optional(),
  tries: z.array(Try),
  createdAt: z.iso.datetime(),
});
export type Delivery = z.infer<typeof Delivery>;

/** A delivery as the API shows it. */
export const DeliveryView = z
  .strictObject({
    deliveryId: DeliveryId,
    messageId: z.string().describe('Sent as `webhook-id`: the same over all tries.'),
    type: WebhookEvent,
    webhookId: WebhookId.describe('`default`: the address came with the job.'),
    url: z.string(),
    status: Delivery.shape.status,
    nextTryAt: z.iso.datetime().optional().describe('While it is pending.'),
    tries: z.array(Try),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Delivery' });
export type DeliveryView = z.infer<typeof DeliveryView>;

export const ReplayFailed = z
  .strictObject({ since: Moment.describe('Only what happened since then.') })
  .meta({ id: 'ReplayFailed' });

export const ReplayedFailed = z
  .strictObject({
    replayed: z.int().min(0).describe('How many are on their way again.'),
    more: z.boolean().describe('There may be more: ask again.'),
  })
  .meta({ id: 'ReplayedFailed' });
export type ReplayedFailed = z.infer<typeof ReplayedFailed>;

export const TestWebhook = z
  .strictObject({
    url: z.url().max(2000).optional().describe('An address as one would give it with a job.'),
    webhookId: EndpointId.optional().describe('Or a registered webhook.'),
    type: WebhookEvent.default('job.completed'),
  })
  .refine(({ url, webhookId }) => (url === undefined) !== (webhookId === undefined), {
    message: 'give exactly one of url and webhookId',
  })
  .meta({ id: 'TestWebhook', oneOf: [{ required: ['url'] }, { required: ['webhookId'] }] });
export type TestWebhook = z.infer<typeof TestWebhook>;

export const TestedWebhook = z
  .strictObject({ delivered: z.boolean(), messageId: z.string(), ...Try.shape })
  .meta({ id: 'TestedWebhook' });
export type TestedWebhook = z.infer<typeof TestedWebhook>;

export function viewOfDelivery(delivery: Delivery): DeliveryView {
  const { owner: _o, attempt: _a, body: _b, round: _r, failures: _f, ...view } = delivery;
  return view;
}

export interface Message {
  messageId: string;
  subject: string;
  owner: string;
  type: WebhookEvent;
  attempt: number;
  body: string;
  at: Date;
}

export function newDelivery(
  { subject, at, ...message }: Message,
  to: Pick<Delivery, 'webhookId' | 'url'>,
): Delivery {
  const name = JSON.stringify([message.messageId, to.webhookId]);
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return {
    ...message,
    deliveryId: deliveryIdOf(subject, digest),
    webhookId: to.webhookId,
    url: to.url,
    status: 'pending',
    round: 0,
    failures: 0,
    nextTryAt: at.toISOString(),
    tries: [],
    createdAt: at.toISOString(),
  };
}

/** Deliveries of a job's events to all subscribers. */
export function deliveriesOf(
  job: Job,
  types: readonly WebhookEvent[],
  { endpoints, apiUrl, at }: { endpoints: readonly WebhookEndpoint[]; apiUrl: string; at: Date },
): Delivery[] {
  return types.flatMap((type) => {
    const receivers = receiversOf(job, endpoints, type);
    if (receivers.length === 0) return [];
    const message: Message = {
      messageId: `msg_${job.jobId}_${type.replaceAll('.', '_')}`,
      subject: job.jobId,
      owner: job.owner,
      type,
      attempt: job.attempt,
      body: jobBody(type, viewOf(job, { apiUrl, now: at })),
      at,
    };
    return receivers.map((receiver) => newDelivery(message, receiver));
  });
}

/** The job's own webhook and its owner's endpoints that subscribe to the event. */
export function receiversOf(
  { webhook }: Pick<Job, 'webhook'>,
  endpoints: readonly WebhookEndpoint[],
  type: WebhookEvent,
): Pick<Delivery, 'webhookId' | 'url'>[] {
  const own = webhook && wants(webhook, type) ? [webhook] : [];
  return [
    ...own.map(({ url }) => ({ webhookId: DEFAULT_WEBHOOK, url }) as const),
    ...endpoints.filter((endpoint) => isEnabled(endpoint) && wants(endpoint, type)),
  ];
}

/** Whether any receiver subscribes to one of these events. */
export function hasSubscribers(
  job: Pick<Job, 'webhook'>,
  types: readonly WebhookEvent[],
  endpoints: readonly WebhookEndpoint[],
): boolean {
  return types.some((type) => receiversOf(job, endpoints, type).length > 0);
}

/** Result of a try; `isFinal`: do not retry, the receiver or its address will never accept it. */
export interface TryOutcome extends Try {
  isFinal: boolean;
  retryAfterSeconds?: number | undefined;
}

export function isTaken({ responseStatus = 0 }: Try): boolean {
  return responseStatus >= 200 && responseStatus < 300;
}

/** The delivery after a try, with `nextTryAt` if it is retried. */
export function afterTry(
  { nextTryAt: _, ...delivery }: Delivery,
  { isFinal, retryAfterSeconds, ...tried }: TryOutcome,
): Delivery {
  const tries = [...delivery.tries, tried].slice(-MOST_TRIES);
  if (isTaken(tried)) return { ...delivery, tries, status: 'delivered' };
  const failures = delivery.failures + 1;
  const pause = isFinal ? undefined : pauseAfter(failures, retryAfterSeconds);
  if (pause === undefined) return { ...delivery, tries, failures, status: 'failed' };
  const nextTryAt = new Date(Date.parse(tried.at) + pause * 1000).toISOString();
  return { ...delivery, tries, failures, nextTryAt };
}

/** Seconds from the last try to the next. */
export function pauseOf({ tries, nextTryAt, createdAt }: Delivery): number {
  const last = tries.at(-1)?.at ?? createdAt;
  return nextTryAt === undefined ? 0 : (Date.parse(nextTryAt) - Date.parse(last)) / 1000;
}

/** A try in a function is over by then, or was lost with it. */
const LONGEST_TRY_MS = 90_000;

/** Whether a pending delivery was due a moment ago: a function is trying it, or about to. */
export function isUnderWay(delivery: Delivery, now: Date): boolean {
  const sinceMs = now.getTime() - Date.parse(dueAt(delivery));
  return delivery.status === 'pending' && sinceMs >= 0 && sinceMs < LONGEST_TRY_MS;
}

/** Whole seconds until a pending delivery is to be tried; 0 if that was before now. */
export function secondsUntilDue(delivery: Delivery, now: Date): number {
  return Math.max(0, Math.ceil((Date.parse(dueAt(delivery)) - now.getTime()) / 1000));
}

/** Resets a delivery for a replay: same event, body and id. */
export function again(delivery: Delivery, now: Date): Delivery {
  return { ...resumed(delivery, now), status: 'pending', failures: 0 };
}

/** Hands a delivery over to its next execution, which tries it at once. */
export function resumed(delivery: Delivery, now: Date): Delivery {
  return { ...delivery, round: delivery.round + 1, nextTryAt: now.toISOString() };
}

/** When a pending delivery is to be tried. */
export function dueAt({ nextTryAt, createdAt }: Delivery): string {
  return nextTryAt ?? createdAt;
}
