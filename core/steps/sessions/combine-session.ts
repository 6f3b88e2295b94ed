/**
 * Makes one transcript of a session's chunks once all are there, or its time is over. Any chunk's end
 * may be the last one: whichever call finds the session complete takes its lease and combines it.
 */
import type { EndpointStore } from '../../aws/dynamodb/endpoint-store.ts';
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import type { SessionStore } from '../../aws/dynamodb/session-store.ts';
import type { ObjectRemoval } from '../../aws/s3/object-removal.ts';
import { logInfo } from '../../base/log.ts';
import type { Job } from '../../job/job.ts';
import { sessionKeyOf } from '../../job/job-session.ts';
import { nextLook } from '../../job/session-place.ts';
import {
  combinedOf,
  endOf,
  isStale,
  isToCombine,
  sessionPrefix,
  type Session,
  type SessionChunk,
} from '../../job/session.ts';
import { viewOfSession } from '../../view/session-view.ts';
import { deliveriesOfSession } from '../../webhooks/session-event.ts';
import { announce, type Announcer } from '../webhooks/announce.ts';
import { writeDocuments, type DocumentPorts } from './session-documents.ts';
import { statusesOf } from './session-statuses.ts';

/** Public members of an adapter. */
type Public<Adapter> = Pick<Adapter, keyof Adapter>;

export interface CombineSessionPorts extends DocumentPorts, Announcer {
  jobs: Pick<JobReader, 'job'>;
  sessions: Public<SessionStore>;
  endpoints: Pick<EndpointStore, 'ofOwner'>;
  removal: Pick<ObjectRemoval, 'below' | 'remove'>;
  apiUrl: string;
  now?: () => Date;
}

/** Longer than a function of it lives: after this, nothing writes for a lease. */
const LEASE_MS = 180 * 1000;
const LAST_MOMENT = '9999';
/** Chunks may end while others are combined; each round combines what is there. */
const MOST_ROUNDS = 5;

/** What a chunk's end means for its session. Idempotent; nothing for other jobs. */
export async function combineSession(jobId: string, using: CombineSessionPorts): Promise<void> {
  const job = await using.jobs.job(jobId);
  const ended = job && endOf(job.status);
  if (!job?.session || !ended) return;
  const sessionKey = keyOf(job, job.session);
  const { index } = job.session;
  await using.sessions.noteEnd(sessionKey, { index, jobId }, ended);
  await combineIfDue(sessionKey, jobId, using);
}

function keyOf({ owner }: Job, { id }: NonNullable<Job['session']>): string {
  return sessionKeyOf(owner, id);
}

/** @param by names the caller: a repeated call goes on where it was. @returns the session, if there is one */
export async function combineIfDue(
  sessionKey: string,
  by: string,
  using: CombineSessionPorts,
): Promise<Session | undefined> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const session = await using.sessions.session(sessionKey);
    if (!session || session.isDeleting) return undefined;
    const chunks = await using.sessions.chunks(sessionKey);
    if (!isToCombine(session, chunks, nowOf(using))) {
      if (session.documents !== undefined) await conclude(session, chunks, using);
      return session;
    }
    if (!(await combine(sessionKey, by, using))) return session;
  }
  return using.sessions.session(sessionKey);
}

/** @returns false if another call holds the lease, or this one's has expired */
async function combine(
  sessionKey: string,
  by: string,
  using: CombineSessionPorts,
): Promise<boolean> {
  const now = nowOf(using);
  const until = new Date(now.getTime() + LEASE_MS);
  const session = await using.sessions.lease(sessionKey, { by, now, until });
  if (!session) return false;
  // From here on no chunk is taken out; those that come now are for the next round.
  const chunks = await using.sessions.chunks(sessionKey);
  const { missing } = await writeDocuments(session, chunks, using);
  const status = missing.length === 0 ? 'completed' : 'partial';
  const { revision } = session;
  const madeOf = combinedOf(chunks);
  const at = nowOf(using);
  const done = { by, revision, status, missing, madeOf, at } as const;
  const isCommitted = await using.sessions.commit(sessionKey, done);
  logInfo('session combined', { sessionKey, status, revision, isCommitted });
  return isCommitted;
}

/** The event, once, and what is left of earlier combinations. Repeated, it completes what is not done. */
async function conclude(
  session: Session,
  chunks: readonly SessionChunk[],
  using: CombineSessionPorts,
): Promise<void> {
  if (session.listedAs === undefined) return;
  if (session.announcedAt === undefined) await tell(session, chunks, using);
  const { removal, resultsBucket } = using;
  const all = await removal.below(resultsBucket, sessionPrefix(session.sessionKey));
  await removal.remove(
    resultsBucket,
    all.filter(({ key }) => isStale(session, key)),
  );
  const at = nowOf(using);
  // A chunk that comes late is combined too, also if its own step is lost.
  const isOver = chunks.every(({ ended }) => ended !== undefined);
  const lookAt = isOver ? undefined : nextLook(LAST_MOMENT, at);
  await using.sessions.settle(session, { at, lookAt });
}

async function tell(
  session: Session,
  chunks: readonly SessionChunk[],
  using: CombineSessionPorts,
): Promise<void> {
  const { apiUrl } = using;
  const [endpoints, statuses] = await Promise.all([
    using.endpoints.ofOwner(session.ownedBy),
    statusesOf(chunks, using.jobs),
  ]);
  const view = viewOfSession(session, { chunks, statuses, apiUrl });
  await announce(deliveriesOfSession(session, view, { endpoints, at: nowOf(using) }), using);
}

function nowOf({ now }: CombineSessionPorts): Date {
  return now?.() ?? new Date();
}
