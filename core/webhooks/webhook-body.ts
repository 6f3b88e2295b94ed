/** Webhook bodies: an event and its subject, limited in size. */
import type { JobView } from '../view/job-view.ts';
import type { WebhookEvent } from '../job/job-event.ts';

/** The Standard Webhooks specification asks for less than 20 kB. */
export const MAX_BODY_BYTES = 20_000;
const SHORT_MESSAGE = 500;

/**
 * Body of a job event. To fit the limit, drops first the owner's metadata, then the track list,
 * then most of the error message: the shape stays, and the full job is at its link.
 */
export function jobBody(type: WebhookEvent, job: JobView): string {
  const withoutNotes: JobView = { ...job, metadata: {} };
  const { tracks: _, ...audio } = job.audio;
  const withoutTracks: JobView = { ...withoutNotes, audio };
  const short: JobView = { ...withoutTracks, ...(job.error && { error: shortened(job.error) }) };
  const bodies = [job, withoutNotes, withoutTracks, short].map((data) =>
    body(type, job.updatedAt, data),
  );
  return (
    bodies.find((text) => Buffer.byteLength(text) < MAX_BODY_BYTES) ??
    body(type, job.updatedAt, short)
  );
}

export function body(type: WebhookEvent, timestamp: string, data: unknown): string {
  return JSON.stringify({ type, timestamp, data });
}

function shortened(error: NonNullable<JobView['error']>): NonNullable<JobView['error']> {
  return { ...error, message: `${error.message.slice(0, SHORT_MESSAGE)}…` };
}
