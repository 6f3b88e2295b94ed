/** What is sent: an event and what it is about, small enough for any receiver. */
import type { JobView } from '../view/job-view.ts';
import type { WebhookEvent } from '../job/job-event.ts';

/** The Standard Webhooks specification asks for less than 20 kB. */
export const MAX_BODY_BYTES = 20_000;
const SHORT_MESSAGE = 500;

/**
 * An event about a job. What would make it too large is left out, the owner's own notes first, then what is
 * said of the file's tracks: the job keeps its shape, and is whole at its address.
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
