/** Shape of the transcript of a session: of all its chunks, in the time of the recording. */
import * as z from 'zod';
import { Transcript } from './transcript.ts';

/** Bounds the reads of one combination, and the length of an answer. */
export const MOST_CHUNKS = 1000;

export const ChunkIndex = z
  .int()
  .min(0)
  .max(MOST_CHUNKS - 1);

/**
 * Why a session has no text of a chunk:
 *
 *   not_received  no job has this index
 *   unfinished    its job has not ended
 *   failed        its job failed; the job's `error` says why
 *   cancelled     its job was cancelled
 *   deleted       its job was deleted
 *   unreadable    its transcript is gone or damaged
 *   too_large     the chunks before it are as much as is combined
 */
export const MISSING_REASONS = [
  'not_received',
  'unfinished',
  'failed',
  'cancelled',
  'deleted',
  'unreadable',
  'too_large',
] as const;

export const MissingChunk = z
  .strictObject({
    index: ChunkIndex,
    reason: z.enum(MISSING_REASONS),
    jobId: z.string().optional().describe('Its last job, if there is one.'),
  })
  .meta({ id: 'MissingChunk' });
export type MissingChunk = z.infer<typeof MissingChunk>;

const seconds = z.number().min(0);

/** Where a chunk lies in the recording, and what its own transcript says of it. */
export const CombinedChunk = z
  .strictObject({
    index: ChunkIndex,
    jobId: z.string(),
    start: seconds.describe('Where it begins, in seconds of the recording.'),
    isEstimated: z
      .literal(true)
      .optional()
      .describe('No `start` was given: it follows the chunk before it.'),
    durationSeconds: seconds.nullable(),
    overlapWords: z.int().min(0).describe('Its first words that the chunk before it has as well.'),
    language: z.string().nullable(),
    model: z.string(),
  })
  .meta({ id: 'CombinedChunk' });
export type CombinedChunk = z.infer<typeof CombinedChunk>;

export const SessionTranscript = Transcript.omit({
  jobId: true,
  engine: true,
  timings: true,
  audio: true,
})
  .extend({
    sessionId: z.string(),
    count: z.int().min(1),
    chunks: z.array(CombinedChunk),
    missing: z.array(MissingChunk),
  })
  .meta({ id: 'SessionTranscript' });
export type SessionTranscript = z.infer<typeof SessionTranscript>;
