/** A session as the API shows it. */
import * as z from 'zod';
import { JobStatus } from '../job/job-status.ts';
import { SessionId } from '../job/job-session.ts';
import { missingOf, SessionStatus } from '../job/session.ts';
import type { Session, SessionChunk } from '../job/session.ts';
import { ChunkIndex } from '../transcript/chunk-index.ts';
import { MissingChunk } from '../transcript/session-chunk.ts';

export const SessionView = z
  .strictObject({
    sessionId: SessionId,
    status: SessionStatus,
    count: z.int().min(1),
    chunks: z
      .array(z.strictObject({ index: ChunkIndex, jobId: z.string(), status: JobStatus }))
      .describe('Those that have a job, in order.'),
    missing: z
      .array(MissingChunk)
      .describe('While it waits: what is not done yet. Then: what the transcript lacks.'),
    createdAt: z.iso.datetime(),
    deadlineAt: z.iso.datetime().describe('When what is there is combined without the rest.'),
    combinedAt: z.iso.datetime().optional().describe('When the transcript was made.'),
    links: z.strictObject({ self: z.url(), transcript: z.url() }),
  })
  .meta({ id: 'Session' });
export type SessionView = z.infer<typeof SessionView>;

interface SessionContext {
  chunks: readonly SessionChunk[];
  /** Statuses of the jobs that had not ended when their chunk was read. */
  statuses?: ReadonlyMap<string, JobStatus>;
  apiUrl: string;
}

export function viewOfSession(
  session: Session,
  { chunks, statuses, apiUrl }: SessionContext,
): SessionView {
  const self = `${apiUrl}/sessions/${session.sessionId}`;
  const ordered = chunks.toSorted((one, other) => one.index - other.index);
  return {
    sessionId: session.sessionId,
    status: session.status,
    count: session.count,
    chunks: ordered.flatMap(({ index, jobId, ended }) => {
      const status = ended ?? statuses?.get(jobId);
      return status === undefined || status === 'deleted' ? [] : [{ index, jobId, status }];
    }),
    missing: missingNow(session, chunks),
    createdAt: session.createdAt,
    deadlineAt: session.deadlineAt,
    ...(session.documents !== undefined &&
      session.combinedAt !== undefined && { combinedAt: session.combinedAt }),
    links: { self, transcript: `${self}/transcript` },
  };
}

/** What the transcript lacks, and why as things are now. */
function missingNow(session: Session, chunks: readonly SessionChunk[]): MissingChunk[] {
  const now = missingOf(session, chunks);
  return session.missing?.map((one) => now.find(({ index }) => index === one.index) ?? one) ?? now;
}
