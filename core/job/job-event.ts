/** What owners are told of, and who of them asked for it. */
import * as z from 'zod';
import type { JobStatus } from './job-status.ts';

const JOB_EVENTS = [
  'job.processing',
  'job.transcript.completed',
  'job.completed',
  'job.failed',
  'job.cancelled',
  'session.completed',
] as const;

/** What a webhook that is given with a job may ask for. */
export const JobEvent = z.enum(JOB_EVENTS).meta({ id: 'JobEvent' });
export type JobEvent = z.infer<typeof JobEvent>;

/** What a registered endpoint may ask for. */
export const WebhookEvent = z
  .enum([...JOB_EVENTS, 'endpoint.disabled'])
  .meta({ id: 'WebhookEvent' });
export type WebhookEvent = z.infer<typeof WebhookEvent>;

/** What is told of a job that has come into a state. A new event of a job is a word here. */
const EVENTS_OF: Record<JobStatus, readonly JobEvent[]> = {
  awaiting_upload: [],
  queued: [],
  launching: [],
  processing: ['job.processing'],
  completed: ['job.transcript.completed', 'job.completed'],
  failed: ['job.failed'],
  cancelled: ['job.cancelled'],
};

/** How a job ended: what they hear who have not said what they want. */
const UNASKED: readonly WebhookEvent[] = ['job.completed', 'job.failed', 'job.cancelled'];

const SENT: readonly WebhookEvent[] = [...Object.values(EVENTS_OF).flat(), 'endpoint.disabled'];

export function eventsOf(status: JobStatus): readonly JobEvent[] {
  return EVENTS_OF[status];
}

/** False for an event of a capability that this deployment does not have. */
export function isSent(event: WebhookEvent): boolean {
  return SENT.includes(event);
}

export function wants(
  webhook: { events?: WebhookEvent[] | undefined },
  event: WebhookEvent,
): boolean {
  return (webhook.events ?? UNASKED).includes(event);
}
