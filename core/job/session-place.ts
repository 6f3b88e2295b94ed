/** When a chunk may have an index of a session, and what its coming means for the deadline. */
import type { RequestedSession } from './job-session.ts';
import type { JobStatus } from './job-status.ts';
import type { Session, SessionChunk } from './session.ts';

/** What a new chunk finds. `holder`: status of the job that has its index; undefined if it is gone. */
export interface Standing {
  session: Pick<Session, 'count' | 'isDeleting' | 'listedAs'> | undefined;
  chunk: Pick<SessionChunk, 'jobId' | 'ended'> | undefined;
  holder: JobStatus | undefined;
  isDeleted: boolean;
}

export interface Refusal {
  path: string;
  because: string;
}

/** Why a chunk cannot be taken; undefined if it can. */
export function whyRefused(
  { id, index, count, deadline }: RequestedSession,
  { session, chunk, holder, isDeleted }: Standing,
  now: Date,
): Refusal | undefined {
  if (deadline !== undefined && Date.parse(deadline) <= now.getTime()) {
    return { path: 'session.deadline', because: 'The deadline of the session has passed.' };
  }
  if (isDeleted || session?.isDeleting) {
    const because = `The session "${id}" was deleted. Use another id for a new one.`;
    return { path: 'session.id', because };
  }
  if (session && session.count !== count) {
    const because = `The session "${id}" has ${session.count} chunks, as its first one said. Send each with that count.`;
    return { path: 'session.count', because };
  }
  if (!chunk || isReplaceable(chunk, holder)) return undefined;
  const because = `The job ${chunk.jobId} is chunk ${index} of the session "${id}". Only one that failed, was cancelled or deleted can be sent again.`;
  return { path: 'session.index', because };
}

function isReplaceable(
  { ended }: Pick<SessionChunk, 'ended'>,
  holder: JobStatus | undefined,
): boolean {
  if (ended === 'deleted' || holder === undefined) return true;
  return holder === 'failed' || holder === 'cancelled';
}

/** Default wait for chunks after the last one was sent. */
const PATIENCE_MS = 24 * 3600 * 1000;
/** A session that waits is looked at so often, in case that a step was lost. */
const LOOK_MS = 3600 * 1000;

export function deadlineOf({ deadline }: RequestedSession, now: Date): string {
  return deadline === undefined
    ? new Date(now.getTime() + PATIENCE_MS).toISOString()
    : new Date(deadline).toISOString();
}

/** When a session that waits is looked at next. */
export function nextLook(deadlineAt: string, now: Date): string {
  const look = new Date(now.getTime() + LOOK_MS).toISOString();
  return deadlineAt < look ? deadlineAt : look;
}
