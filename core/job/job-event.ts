/** Events that webhooks receive, and which ones a webhook has subscribed to. */
import * as z from 'zod';

const JOB_EVENTS = [
  'job.processing',
  'job.transcript.completed',
  'job.analysis.completed',
  'job.completed',
  'job.failed',
  'job.cancelled',
  'session.completed',
] as const;

/** Events that a job's own webhook may ask for. */
export const JobEvent = z.enum(JOB_EVENTS).meta({ id: 'JobEvent' });
export type JobEvent = z.infer<typeof JobEvent>;

/** Events that a registered endpoint may ask for. */
export const WebhookEvent = z
  .enum([...JOB_EVENTS, 'bulk.completed', 'endpoint.disabled'])
  .meta({ id: 'WebhookEvent' });
export type WebhookEvent = z.infer<typeof WebhookEvent>;

/** Default subscription: how a job ended. */
const UNASKED: readonly WebhookEvent[] = ['job.completed', 'job.failed', 'job.cancelled'];

export function wants(
  webhook: { events?: WebhookEvent[] | undefined },
  event: WebhookEvent,
): boolean {
  return (webhook.events ?? UNASKED).includes(event);
}
