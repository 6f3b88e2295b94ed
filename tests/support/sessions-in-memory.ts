/** Sessions as SessionStore keeps them, in memory: session-contract.ts holds the two to the same. */
import type { SessionStore } from '../../core/aws/dynamodb/session-store.ts';
import { sessionKeyOf, type RequestedSession } from '../../core/job/job-session.ts';
import { deadlineOf, nextLook } from '../../core/job/session-place.ts';
import { isLeased, NO_JOB, Session, type SessionChunk } from '../../core/job/session.ts';

type Public<Adapter> = Pick<Adapter, keyof Adapter>;

interface Stored {
  session: Session;
  chunks: Map<number, SessionChunk>;
}

export class SessionsInMemory implements Public<SessionStore> {
  commits = 0;
  private readonly stored = new Map<string, Stored>();
  private readonly pause: () => Promise<void>;

  /** @param pause before each call takes effect: others come in between */
  constructor(pause: () => Promise<void> = () => Promise.resolve()) {
    this.pause = pause;
  }

  /** What the transaction that creates a job does; refused as there. @returns false if refused */
  async join(
    { jobId, owner, at }: { jobId: string; owner: string; at: Date },
    requested: RequestedSession,
    before: SessionChunk | undefined,
  ): Promise<boolean> {
    await this.pause();
    const sessionKey = sessionKeyOf(owner, requested.id);
    const deadlineAt = deadlineOf(requested, at);
    const found = this.stored.get(sessionKey);
    const { index, start, count } = requested;
    if (found && found.session.count !== count) return false;
    if (found?.chunks.get(index)?.jobId !== before?.jobId) return false;
    const look = nextLook(deadlineAt, at);
    const chunks = found?.chunks ?? new Map<number, SessionChunk>();
    const session: Session = {
      ...{ sessionKey, ownedBy: owner, sessionId: requested.id, count, status: 'waiting' },
      ...{ createdAt: at.toISOString(), revision: 0 },
      ...found?.session,
      deadlineAt,
      listedAs: [look, found?.session.listedAs ?? look].sort()[0],
    };
    chunks.set(index, { index, jobId, ...(start !== undefined && { start }) });
    this.stored.set(sessionKey, { session, chunks });
    return true;
  }

  async session(sessionKey: string): Promise<Session | undefined> {
    await this.pause();
    return structuredClone(this.stored.get(sessionKey)?.session);
  }

  async chunks(sessionKey: string): Promise<SessionChunk[]> {
    await this.pause();
    const chunks = [...(this.stored.get(sessionKey)?.chunks.values() ?? [])];
    return structuredClone(chunks).sort((a, b) => a.index - b.index);
  }

  noteEnd: SessionStore['noteEnd'] = async (sessionKey, { index, jobId }, ended) => {
    await this.pause();
    const chunk = this.stored.get(sessionKey)?.chunks.get(index);
    if (chunk?.jobId === jobId) chunk.ended ??= ended;
  };

  lease: SessionStore['lease'] = async (sessionKey, { by, now, until }) => {
    await this.pause();
    const session = this.stored.get(sessionKey)?.session;
    if (!session || session.isDeleting) return undefined;
    if (isLeased(session, now)) {
      if (session.leaseBy !== by) return undefined;
    } else session.revision += 1;
    Object.assign(session, { leaseBy: by, leaseUntil: until.toISOString() });
    return structuredClone(session);
  };

  commit: SessionStore['commit'] = async (sessionKey, { by, at, ...done }) => {
    await this.pause();
    const session = this.stored.get(sessionKey)?.session;
    if (session?.leaseBy !== by || session.revision !== done.revision) return false;
    this.commits += 1;
    const time = at.toISOString();
    const { leaseBy: _by, leaseUntil: _until, ...kept } = session;
    this.replace({ ...kept, ...done, missing: [...done.missing], documents: done.revision }, time);
    return true;
  };

  settle: SessionStore['settle'] = async ({ sessionKey, revision }, { at, lookAt }) => {
    await this.pause();
    const session = this.stored.get(sessionKey)?.session;
    if (session?.revision !== revision || session.leaseUntil !== undefined) return;
    session.announcedAt ??= at.toISOString();
    if (lookAt === undefined) delete session.listedAs;
    else session.listedAs = lookAt;
  };

  lookAgain: SessionStore['lookAgain'] = async ({ sessionKey, listedAs }, at) => {
    await this.pause();
    const session = this.stored.get(sessionKey)?.session;
    if (session && session.listedAs === listedAs && session.leaseUntil === undefined) {
      session.listedAs = at;
    }
  };

  leave: SessionStore['leave'] = async (sessionKey, { jobId }, now) => {
    await this.pause();
    const found = this.stored.get(sessionKey);
    const held = [...(found?.chunks.values() ?? [])].find((chunk) => chunk.jobId === jobId);
    if (!found || !held) return true;
    if (isLeased(found.session, now)) return false;
    Object.assign(held, { ended: 'deleted', jobId: NO_JOB });
    const {
      documents: _d,
      missing: _m,
      madeOf: _o,
      leaseBy: _b,
      leaseUntil: _u,
      ...kept
    } = found.session;
    const wasCombined = kept.status !== 'waiting';
    found.session = Session.parse({
      ...kept,
      revision: kept.revision + 1,
      status: wasCombined ? 'partial' : 'waiting',
      listedAs: wasCombined ? now.toISOString() : kept.listedAs,
    });
    return true;
  };

  async due(now: Date): Promise<string[]> {
    await this.pause();
    const all = [...this.stored.values()].map(({ session }) => session);
    const due = all.filter(({ listedAs = '9999' }) => listedAs <= now.toISOString());
    return due.map(({ sessionKey }) => sessionKey);
  }

  private replace(session: Session, combinedAt: string): void {
    const found = this.stored.get(session.sessionKey);
    if (found) found.session = { ...session, combinedAt, listedAs: combinedAt };
  }
}
