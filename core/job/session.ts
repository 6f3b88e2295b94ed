/**
 * A session: a recording in several files, each with a job of its own, whose transcripts become one.
 * It belongs to its owner. The first chunk sets the count; each chunk has an index.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ChunkIndex } from '../transcript/chunk-index.ts';
import { MissingChunk, type MISSING_REASONS } from '../transcript/session-chunk.ts';
import { SessionKey } from './job-session.ts';
import { CHUNK_ENDS, type ChunkEnd } from './chunk-end.ts';
import { isFinal, type JobStatus } from './job-status.ts';

export const SessionStatus = z
  .enum(['waiting', 'completed', 'partial'])
  .describe('`partial`: combined without some chunks; combined again when one of them comes.');
export type SessionStatus = z.infer<typeof SessionStatus>;

export const Session = z.object({
  sessionKey: SessionKey,
  /** Not named `owner`: the index of jobs by owner would list it. */
  ownedBy: z.string(),
  sessionId: z.string(),
  count: z.int().min(1),
  status: SessionStatus,
  createdAt: z.iso.datetime(),
  deadlineAt: z.iso.datetime(),
  /** Address for `session.completed`, given with a chunk; the last one counts. */
  webhookUrl: z.string().optional(),
  /** Number of combinations begun, and of chunks that left. */
  revision: z.int().min(0),
  /** Revision of the documents that are read; absent before the first, and after a chunk has left. */
  documents: z.int().optional(),
  /** Which chunks they were made of: `combinedOf`. */
  madeOf: z.string().optional(),
  missing: z.array(MissingChunk).optional(),
  combinedAt: z.iso.datetime().optional(),
  announcedAt: z.iso.datetime().optional(),
  /** The running combination, and when its lease expires. */
  leaseBy: z.string().optional(),
  leaseUntil: z.iso.datetime().optional(),
  isDeleting: z.literal(true).optional(),
  /** When it is looked at next; absent once there is nothing more to do. */
  listedAs: z.string().optional(),
});
export type Session = z.infer<typeof Session>;

/** In place of the id of a job that was deleted. */
export const NO_JOB = 'deleted';

/** The job that has an index now. */
export const SessionChunk = z.object({
  index: ChunkIndex,
  jobId: z.string(),
  start: z.number().optional(),
  /** Once its job is over. */
  ended: z.enum(CHUNK_ENDS).optional(),
});
export type SessionChunk = z.infer<typeof SessionChunk>;

/** Chunks whose transcripts are combined, in order. */
export function readyChunks(chunks: readonly SessionChunk[]): SessionChunk[] {
  return chunks
    .filter(({ ended }) => ended === 'completed')
    .toSorted((one, other) => one.index - other.index);
}

/** The same for the same chunks at the same places: combined once. */
export function combinedOf(chunks: readonly SessionChunk[]): string {
  const of = readyChunks(chunks).map(({ index, jobId, start }) => [index, jobId, start]);
  return createHash('sha256').update(JSON.stringify(of)).digest('hex');
}

/** Whether to combine now: all chunks are there, or it is time; and not these same chunks again. */
export function isToCombine(session: Session, chunks: readonly SessionChunk[], now: Date): boolean {
  if (session.isDeleting || session.madeOf === combinedOf(chunks)) return false;
  const isComplete = readyChunks(chunks).length === session.count;
  return isComplete || session.status !== 'waiting' || now.toISOString() >= session.deadlineAt;
}

type Reason = (typeof MISSING_REASONS)[number];

/** Indexes without a completed job, in order. */
export function missingOf(
  { count }: Pick<Session, 'count'>,
  chunks: readonly SessionChunk[],
): MissingChunk[] {
  const byIndex = new Map(chunks.map((chunk) => [chunk.index, chunk]));
  return Array.from({ length: count }, (_, index) => {
    const chunk = byIndex.get(index);
    const reason = reasonOf(chunk);
    if (reason === undefined) return [];
    const isNamed = chunk !== undefined && reason !== 'deleted';
    return [{ index, reason, ...(isNamed && { jobId: chunk.jobId }) }];
  }).flat();
}

function reasonOf(chunk: SessionChunk | undefined): Reason | undefined {
  if (!chunk) return 'not_received';
  if (chunk.ended === undefined) return 'unfinished';
  return chunk.ended === 'completed' ? undefined : chunk.ended;
}

/** How a job that is over counts for its session. */
export function endOf(status: JobStatus): ChunkEnd | undefined {
  if (!isFinal(status)) return undefined;
  if (status === 'completed' || status === 'failed' || status === 'cancelled') return status;
  return undefined;
}

/** Whether a combination is running. */
export function isLeased({ leaseUntil }: Session, now: Date): boolean {
  return leaseUntil !== undefined && leaseUntil > now.toISOString();
}

/** Folder of all documents of a session in the results bucket. */
export function sessionPrefix(sessionKey: string): string {
  return `sessions/${sessionKey}/`;
}

/** Folder of one combination: documents are never rewritten, so that a reader gets no mixture. */
export function revisionPrefix(sessionKey: string, revision: number): string {
  return `${sessionPrefix(sessionKey)}${revision.toString().padStart(6, '0')}/`;
}

/** Whether an object of a session is no document of it any more. */
export function isStale(
  { sessionKey, revision, documents }: Pick<Session, 'sessionKey' | 'revision' | 'documents'>,
  key: string,
): boolean {
  const of = Number(key.slice(sessionPrefix(sessionKey).length).split('/')[0]);
  return of < revision && of !== documents;
}
