/** What every keeper of sessions does: the table's, and the one in memory that other tests use. */
import { expect, test } from 'vitest';
import type { SessionStore } from '../../core/aws/dynamodb/session-store.ts';
import { sessionKeyOf, type RequestedSession } from '../../core/job/job-session.ts';
import { combinedOf, NO_JOB, type SessionChunk } from '../../core/job/session.ts';
import { newJobId } from '../../core/base/job-id.ts';

type Public<Adapter> = Pick<Adapter, keyof Adapter>;

export interface SessionsUnderTest {
  sessions: Public<SessionStore>;
  /** A chunk's place, taken with its job. @returns false if it is not free */
  join: (
    job: { jobId: string; owner: string; at: Date },
    requested: RequestedSession,
    before: SessionChunk | undefined,
  ) => Promise<boolean>;
}

const AT = new Date('2026-11-21T12:00:00.000Z');
const later = (seconds: number) => new Date(AT.getTime() + seconds * 1000);
let made = 0;

/** A session of two chunks that have come, the first of which is done. */
async function begun({ join, sessions }: SessionsUnderTest) {
  const owner = `owner-${(made += 1)}`;
  const sessionKey = sessionKeyOf(owner, 'mote');
  const ids = [newJobId(), newJobId()] as const;
  for (const [index, jobId] of ids.entries()) {
    const requested = { id: 'mote', index, count: 2, start: index * 60 };
    expect(await join({ jobId, owner, at: AT }, requested, undefined)).toBe(true);
  }
  await sessions.noteEnd(sessionKey, { index: 0, jobId: ids[0] }, 'completed');
  return { owner, sessionKey, ids };
}

const lease = (by: string, seconds = 0) => ({
  by,
  now: later(seconds),
  until: later(seconds + 60),
});

export function keepsSessions(make: () => SessionsUnderTest): void {
  test('keeps the first count, and an index for one job at a time', async () => {
    const { sessions, join } = make();
    const { owner, sessionKey, ids } = await begun({ sessions, join });
    const job = { jobId: newJobId(), owner, at: later(10) };
    const place = { id: 'mote', index: 1, count: 2 };
    expect(await join(job, { ...place, count: 3 }, undefined)).toBe(false);
    expect(await join(job, place, undefined)).toBe(false);
    const before = (await sessions.chunks(sessionKey))[1];
    expect(await join(job, place, before)).toBe(true);
    expect(await sessions.chunks(sessionKey)).toEqual([
      { index: 0, jobId: ids[0], start: 0, ended: 'completed' },
      { index: 1, jobId: job.jobId },
    ]);
    expect(await sessions.session(sessionKey)).toMatchObject({
      ...{ count: 2, status: 'waiting', ownedBy: owner, createdAt: AT.toISOString() },
      ...{ revision: 0, deadlineAt: later(10 + 24 * 3600).toISOString() },
      listedAs: later(3600).toISOString(),
    });
  });

  test('notes how a job ended once, and only of the one that has the index', async () => {
    const { sessions, join } = make();
    const { sessionKey, ids } = await begun({ sessions, join });
    await sessions.noteEnd(sessionKey, { index: 0, jobId: ids[0] }, 'failed');
    await sessions.noteEnd(sessionKey, { index: 1, jobId: ids[0] }, 'failed');
    const ends = (await sessions.chunks(sessionKey)).map(({ ended }) => ended);
    expect(ends).toEqual(['completed', undefined]);
  });

  test('lets one combine at a time, the same one again, and another when its time is over', async () => {
    const { sessions, join } = make();
    const { sessionKey } = await begun({ sessions, join });
    expect(await sessions.lease(sessionKey, lease('a'))).toMatchObject({ revision: 1 });
    expect(await sessions.lease(sessionKey, lease('b'))).toBeUndefined();
    expect(await sessions.lease(sessionKey, lease('a', 1))).toMatchObject({ revision: 1 });
    expect(await sessions.lease(sessionKey, lease('b', 100))).toMatchObject({ revision: 2 });
    const done = { status: 'partial', missing: [], madeOf: 'x', at: later(101) } as const;
    expect(await sessions.commit(sessionKey, { by: 'a', revision: 1, ...done })).toBe(false);
    expect(await sessions.commit(sessionKey, { by: 'b', revision: 2, ...done })).toBe(true);
    expect(await sessions.commit(sessionKey, { by: 'b', revision: 2, ...done })).toBe(false);
  });

  test('is looked at until its event is on its way', async () => {
    const { sessions, join } = make();
    const { sessionKey } = await begun({ sessions, join });
    const isDue = async (seconds: number) =>
      (await sessions.due(later(seconds))).includes(sessionKey);
    expect([await isDue(3599), await isDue(3600)]).toEqual([false, true]);
    const waiting = await sessions.session(sessionKey);
    if (!waiting) throw new TypeError('it has begun');
    await sessions.lookAgain(waiting, later(7200).toISOString());
    // Somebody has looked meanwhile.
    await sessions.lookAgain(waiting, later(9000).toISOString());
    expect([await isDue(3600), await isDue(7200)]).toEqual([false, true]);
    await sessions.lease(sessionKey, lease('a'));
    const madeOf = combinedOf(await sessions.chunks(sessionKey));
    const done = { by: 'a', revision: 1, status: 'completed', missing: [], madeOf } as const;
    await sessions.commit(sessionKey, { ...done, at: later(5) });
    expect(await isDue(5)).toBe(true);
    const combined = await sessions.session(sessionKey);
    if (!combined) throw new TypeError('it is combined');
    expect(combined).toMatchObject({ documents: 1, madeOf, combinedAt: later(5).toISOString() });
    await sessions.settle(combined, { at: later(6), lookAt: later(9000).toISOString() });
    expect([await isDue(8999), await isDue(9000)]).toEqual([false, true]);
    await sessions.settle(combined, { at: later(7), lookAt: undefined });
    expect(await isDue(100_000)).toBe(false);
    const { announcedAt } = (await sessions.session(sessionKey)) ?? {};
    expect(announcedAt).toBe(later(6).toISOString());
  });

  test('gives up a chunk that is deleted, with all documents that have its words', async () => {
    const { sessions, join } = make();
    const { sessionKey, ids, owner } = await begun({ sessions, join });
    await sessions.lease(sessionKey, lease('a'));
    const chunk = { index: 0, jobId: ids[0] };
    expect(await sessions.leave(sessionKey, chunk, later(1))).toBe(false);
    const done = { by: 'a', revision: 1, status: 'completed', missing: [], madeOf: 'x' } as const;
    await sessions.commit(sessionKey, { ...done, at: later(5) });
    expect(await sessions.leave(sessionKey, chunk, later(6))).toBe(true);
    const left = await sessions.session(sessionKey);
    expect(left).toMatchObject({
      status: 'partial',
      revision: 2,
      listedAs: later(6).toISOString(),
    });
    for (const gone of [left?.documents, left?.madeOf, left?.missing]) expect(gone).toBeUndefined();
    expect((await sessions.chunks(sessionKey))[0]).toMatchObject({
      ended: 'deleted',
      jobId: NO_JOB,
    });
    expect(await sessions.leave(sessionKey, chunk, later(7))).toBe(true);
    expect(await sessions.session(sessionKey)).toEqual(left);
    const again = { id: 'mote', index: 0, count: 2 };
    const before = (await sessions.chunks(sessionKey))[0];
    expect(await join({ jobId: newJobId(), owner, at: later(8) }, again, before)).toBe(true);
    // Still due: the deletion is not put off by a new chunk.
    expect((await sessions.session(sessionKey))?.listedAs).toBe(later(6).toISOString());
  });
}
