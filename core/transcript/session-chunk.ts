/** Why a chunk of a session is missing. */
import * as z from 'zod';
import { ChunkIndex } from './chunk-index.ts';

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
