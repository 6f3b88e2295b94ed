/** Shape of the transcript of a session: of all its chunks, in the time of the recording. */
import * as z from 'zod';
import { ChunkIndex } from './chunk-index.ts';
import { MissingChunk } from './session-chunk.ts';
import { Speaker } from './speakers.ts';
import { Transcript } from './transcript.ts';

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
  version: true,
  speakers: true,
})
  .extend({
    sessionId: z.string(),
    count: z.int().min(1),
    chunks: z.array(CombinedChunk),
    missing: z.array(MissingChunk),
    speakers: z
      .array(Speaker)
      .optional()
      .describe(
        'Of each chunk whose job asked who speaks, with labels of its own: `2:S1` is the first speaker of chunk 2.',
      ),
  })
  .meta({ id: 'SessionTranscript' });
export type SessionTranscript = z.infer<typeof SessionTranscript>;
