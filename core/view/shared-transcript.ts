/** What a link shows of its recording: nothing of the job, its owner or its costs. */
import * as z from 'zod';
import type { ShareLink } from '../access/share-link.ts';
import type { Job } from '../job/job.ts';

export const SharedTranscript = z
  .strictObject({
    filename: z.string(),
    createdAt: z.iso.datetime(),
    durationSeconds: z.number().min(0).nullable(),
    language: z.string().nullable(),
    expiresAt: z.iso.datetime(),
    audio: z.boolean().describe('Whether the link gives the audio, too.'),
  })
  .meta({ id: 'SharedTranscript' });
export type SharedTranscript = z.infer<typeof SharedTranscript>;

export function sharedTranscript(
  job: Pick<Job, 'audio' | 'createdAt' | 'jobId' | 'result'>,
  { expiresAt, audio, redacted }: ShareLink,
): SharedTranscript {
  const { createdAt, result } = job;
  return {
    // The name of the file may be a person's.
    ...{ filename: redacted ? job.jobId : job.audio.filename, createdAt },
    durationSeconds: result?.durationSeconds ?? null,
    language: result?.language ?? null,
    ...{ expiresAt, audio },
  };
}
