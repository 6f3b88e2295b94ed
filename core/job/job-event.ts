/** Events that webhooks receive, and which ones a webhook has subscribed to. */
import * as z from 'zod';
import type { Job } from './job.ts';

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
  .enum([...JOB_EVENTS, 'endpoint.disabled'])
  .meta({ id: 'WebhookEvent' });
export type WebhookEvent = z.infer<typeof WebhookEvent>;

/** Default subscription: how a job ended. */
const UNASKED: readonly WebhookEvent[] = ['job.completed', 'job.failed', 'job.cancelled'];

/**
 * Events that are due by now, besides `job.processing`: of a published transcript, and of the job's
 * end. One that was sent before has the same message id, and is not sent again.
 */
export function eventsDue(job: Pick<Job, 'status' | 'analysis' | 'result'>): JobEvent[] {
  const isPublished = job.analysis !== undefined && job.result !== undefined;
  const transcript: JobEvent[] = isPublished ? ['job.transcript.completed'] : [];
  switch (job.status) {
    case 'completed':
      return [
        'job.transcript.completed',
        ...(isPublished ? (['job.analysis.completed'] as const) : []),
        'job.completed',
      ];
    case 'failed':
      return [...transcript, 'job.failed'];
    case 'cancelled':
      return [...transcript, 'job.cancelled'];
    default:
      return transcript;
  }
}

export function wants(
  webhook: { events?: WebhookEvent[] | undefined },
  event: WebhookEvent,
): boolean {
  return (webhook.events ?? UNASKED).includes(event);
}
