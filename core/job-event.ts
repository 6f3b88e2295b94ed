/** Which event, if any, a job's owner is to be told of. */
import type { JobWebhook, WebhookEvent } from './job-request.ts';
import type { JobStatus } from './job.ts';

/** The event of a job that has ended, or undefined if the owner did not ask to be told of it. */
export function eventFor(job: {
  status: JobStatus;
  webhook?: JobWebhook | undefined;
}): WebhookEvent | undefined {
  const event = EVENTS[job.status];
  if (!event || !job.webhook) return undefined;
  const { events } = job.webhook;
  return events === undefined || events.includes(event) ? event : undefined;
}

const EVENTS: Partial<Record<JobStatus, WebhookEvent>> = {
  completed: 'job.completed',
  failed: 'job.failed',
  cancelled: 'job.cancelled',
};
