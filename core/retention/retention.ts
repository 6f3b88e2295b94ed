/** How long the audio and the transcript of a job are kept after its end. */
import * as z from 'zod';

/** The buckets delete what is older, in days from when it was written: deploy/storage.yml. */
export const BUCKET_DAYS = { audio: 30, results: 365 } as const;

const daysUpTo = (most: number) =>
  z.int('whole days').min(0).max(most, `at most ${most}: the bucket keeps nothing longer`);

export const Retention = z
  .strictObject({
    audioDays: daysUpTo(BUCKET_DAYS.audio)
      .optional()
      .describe('Of an upload or a dropped file, after the end of the job; 0: deleted at its end.'),
    transcriptDays: daysUpTo(BUCKET_DAYS.results)
      .optional()
      .describe('With all that is made from it, after the end of the job; 0: deleted at its end.'),
  })
  .refine((retention) => Object.keys(retention).length > 0, {
    message: 'give audioDays, transcriptDays or both',
  })
  .meta({
    id: 'Retention',
    description: 'How long audio and transcript are kept after the end of the job.',
    minProperties: 1,
  });
export type Retention = z.infer<typeof Retention>;

/** What is deleted apart. */
export const RetainedKind = z.enum(['audio', 'transcript']);
export type RetainedKind = z.infer<typeof RetainedKind>;

/** A job's own days, else those of its owner. @returns undefined if neither says any */
export function retentionOf(
  own: Retention | undefined,
  owners: Retention | undefined,
): Retention | undefined {
  const audioDays = own?.audioDays ?? owners?.audioDays;
  const transcriptDays = own?.transcriptDays ?? owners?.transcriptDays;
  if (audioDays === undefined && transcriptDays === undefined) return undefined;
  return {
    ...(audioDays !== undefined && { audioDays }),
    ...(transcriptDays !== undefined && { transcriptDays }),
  };
}
