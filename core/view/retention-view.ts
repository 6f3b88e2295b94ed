/** How long a job's audio and transcript are kept, as its view has it. */
import * as z from 'zod';
import type { Job } from '../job/job.ts';
import { isAudioOurs, keptUntil } from '../job/kept-until.ts';
import { Retention } from '../retention/retention.ts';

const at = z.iso.datetime();

export const RetentionView = Retention.extend({
  audioUntil: at
    .nullable()
    .optional()
    .describe('Once the job has ended; `null`: the audio is yours, and is never touched.'),
  transcriptUntil: at.optional().describe('Once the job has ended.'),
  audioDeletedAt: at.optional(),
  transcriptDeletedAt: at.optional(),
}).meta({ id: 'JobRetention' });
export type RetentionView = z.infer<typeof RetentionView>;

/** Undefined if neither the job nor its owner asked for any. */
export function retentionView(job: Job): RetentionView | undefined {
  const { retention, audioDeletedAt, transcriptDeletedAt } = job;
  if (!retention) return undefined;
  const audioUntil = isAudioOurs(job) ? keptUntil(job, 'audio')?.toISOString() : null;
  const transcriptUntil = keptUntil(job, 'transcript')?.toISOString();
  return {
    ...retention,
    ...(audioUntil !== undefined && { audioUntil }),
    ...(transcriptUntil !== undefined && { transcriptUntil }),
    ...(audioDeletedAt !== undefined && { audioDeletedAt }),
    ...(transcriptDeletedAt !== undefined && { transcriptDeletedAt }),
  };
}
