/**
 * Looks at sessions whose time has come: combines those whose deadline has passed or a chunk of which
 * was deleted, and does what a lost step left undone.
 */
import { SomeFailed } from '../../base/for-each-settled.ts';
import { logError } from '../../base/log.ts';
import { nextLook } from '../../job/session-place.ts';
import { endOf, type SessionChunk } from '../../job/session.ts';
import { combineIfDue, type CombineSessionPorts } from './combine-session.ts';
import { statusesOf } from './session-statuses.ts';

interface DueSessions {
  now: Date;
  /** Names this run: two of them do not combine the same session. */
  by: string;
  /** Whether there is time for another one; the rest waits for the next run. */
  hasTime: () => boolean;
}

/** One after the other, since each may fill the memory. @throws SomeFailed */
export async function combineDue(
  { now, by, hasTime }: DueSessions,
  using: CombineSessionPorts,
): Promise<void> {
  const failures: unknown[] = [];
  for (const sessionKey of await using.sessions.due(now)) {
    if (!hasTime()) break;
    try {
      await look(sessionKey, { now, by }, using);
    } catch (error) {
      logError('session not dealt with', error, { sessionKey });
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new SomeFailed(failures);
}

async function look(
  sessionKey: string,
  { now, by }: Omit<DueSessions, 'hasTime'>,
  using: CombineSessionPorts,
): Promise<void> {
  await noteEnds(sessionKey, await using.sessions.chunks(sessionKey), using);
  const session = await combineIfDue(sessionKey, by, using);
  const isWaiting = session?.status === 'waiting' && now.toISOString() < session.deadlineAt;
  if (isWaiting) await using.sessions.lookAgain(session, nextLook(session.deadlineAt, now));
}

/** Ends whose own step was lost. */
async function noteEnds(
  sessionKey: string,
  chunks: readonly SessionChunk[],
  { jobs, sessions }: CombineSessionPorts,
): Promise<void> {
  const statuses = await statusesOf(chunks, jobs);
  for (const { index, jobId, ended: known } of chunks) {
    if (known !== undefined) continue;
    const status = statuses.get(jobId);
    const ended = status === undefined ? 'deleted' : endOf(status);
    if (ended) await sessions.noteEnd(sessionKey, { index, jobId }, ended);
  }
}
