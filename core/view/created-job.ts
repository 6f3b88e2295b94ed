/** A job as the answer to its request shows it: without what only comes later, for a smaller bundle. */
import * as z from 'zod';
import type { Job } from '../job/job.ts';
import { JobStatus } from '../job/job-status.ts';
import { explained, Quote } from '../job/quote.ts';

export const JobQuote = Quote.nullable().describe('null until the duration of the audio is known.');

export const JobLinks = z.strictObject({
  self: z.url(),
  transcript: z.url(),
  timeline: z.url(),
});
export type JobLinks = z.infer<typeof JobLinks>;

/** Response to POST /jobs. `upload` describes the upload, if audio is still expected. */
export const CreatedJob = z
  .strictObject({
    jobId: z.string(),
    status: JobStatus,
    quote: JobQuote,
    upload: z
      .strictObject({
        method: z.literal('PUT'),
        url: z.url(),
        headers: z.record(z.string(), z.string()),
        expiresAt: z.iso.datetime(),
      })
      .optional(),
    links: JobLinks,
  })
  .meta({ id: 'CreatedJob' });

export function quoteView({ quote }: Job): Quote | null {
  return quote ? explained(quote) : null;
}

export function linksOf(jobId: string, apiUrl: string): JobLinks {
  const self = `${apiUrl}/jobs/${jobId}`;
  return { self, transcript: `${self}/transcript`, timeline: `${self}/timeline` };
}
