/** How the job of a session's chunk ended: a final state, or its deletion. */
export const CHUNK_ENDS = ['completed', 'failed', 'cancelled', 'deleted'] as const;
export type ChunkEnd = (typeof CHUNK_ENDS)[number];
