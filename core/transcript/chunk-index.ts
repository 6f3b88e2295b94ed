/** Which of a session's chunks. */
import * as z from 'zod';

/** Bounds the reads of one combination, and the length of an answer. */
export const MOST_CHUNKS = 1000;

export const ChunkIndex = z
  .int()
  .min(0)
  .max(MOST_CHUNKS - 1);
