import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { SIGNER } from '../support/a-signer.ts';
import { NO_HOLDS } from '../support/no-holds.ts';
import type { Deletion } from '../../core/aws/dynamodb/job-removal.ts';
import type { SessionDeletion, SessionRow } from '../../core/aws/dynamodb/session-removal.ts';
import { SomeFailed } from '../../core/base/for-each-settled.ts';
import { newJobId } from '../../core/base/job-id.ts';
import type { Job } from '../../core/job/job.ts';
import { sessionKeyOf } from '../../core/job/job-session.ts';
import { isLeased, sessionPrefix, type Session } from '../../core/job/session.ts';
import { NotAllYet, NotDeletable, StillThere } from '../../core/steps/requests/delete-job.ts';
import { deleteSession } from '../../core/steps/sessions/delete-session.ts';
import type { DeletionReceipt, SessionDeletionReceipt } from '../../core/view/deletion-receipt.ts';
import { aJob } from '../support/a-job.ts';

const OWNER = 'demo';
const KEY = sessionKeyOf(OWNER, 'mote');
const NOW = new Date('2026-11-21T13:00:00.000Z');
const asked = { sessionId: 'mote', owner: OWNER };
const expected = [NotAllYet, SomeFailed, StillThere];

class Crash extends Error {}

/** A session with its jobs, one of which was replaced, and what there is of all of them. */
class World {
  session: Session | undefined = {
    ...{ sessionKey: KEY, ownedBy: OWNER, sessionId: 'mote', count: 2, status: 'completed' },
    ...{ createdAt: NOW.toISOString(), deadlineAt: NOW.toISOString(), revision: 1, documents: 1 },
  };
  deletion: SessionDeletion | undefined;
  rows: SessionRow[];
  readonly jobs = new Map<string, Job>();
  readonly receipts = new Map<string, Deletion>();
  objects: string[];
  private calls = 0;
  private readonly deaths: Set<number>;
  private readonly jobsAtOnce: number;
  /** Jobs that this request has begun to delete. */
  private begun = 0;

  constructor(jobs: number, { deaths = [], jobsAtOnce = Infinity }: Rough = {}) {
    this.deaths = new Set(deaths);
    this.jobsAtOnce = jobsAtOnce;
    const ids = Array.from({ length: jobs }, newJobId);
    for (const jobId of ids) {
      const ended = { status: 'completed', endedAt: '2026-11-21T12:00:00.000Z' } as const;
      this.jobs.set(jobId, aJob({ ...ended, jobId, owner: OWNER }));
    }
    const row = (sk: string, jobId?: string): SessionRow => ({
      key: { pk: `session#${KEY}`, sk },
      ...(jobId !== undefined && { jobId }),
    });
    this.rows = [
      ...ids.map((jobId, nth) => row(nth === 0 ? `replaced#${jobId}` : `chunk#${nth}`, jobId)),
      ...[row('chunk#deleted'), row('delivery#dlv-1')],
    ];
    this.objects = [
      ...['json', 'txt'].map((format) => `${sessionPrefix(KEY)}000001/transcript.${format}`),
      ...ids.map((jobId) => `jobs/${jobId}/transcript.json`),
    ];
  }

  private async mortal<T>(effect: () => T): Promise<T> {
    const dies = this.deaths.has((this.calls += 1));
    await Promise.resolve();
    if (dies && this.calls % 2 === 0) throw new Crash();
    const answer = effect();
    if (dies) throw new Crash();
    return answer;
  }

  async ask(): Promise<SessionDeletionReceipt | undefined> {
    this.begun = 0;
    return deleteSession(asked, {
      ...{ stateMachineArn: 'arn', resultsBucket: 'results', maxLifeMinutes: 390, now: () => NOW },
      hasTime: () => this.begun < this.jobsAtOnce,
      holds: NO_HOLDS,
      signer: SIGNER,
      jobs: { job: (jobId) => this.mortal(() => this.jobs.get(jobId)) },
      later: { of: () => this.mortal(() => []) },
      records: { of: () => this.mortal(() => undefined) },
      multipart: { parts: () => Promise.resolve(undefined), abort: () => Promise.resolve() },
      sessions: { session: () => this.mortal(() => structuredClone(this.session)) },
      workflow: { execution: () => this.mortal(() => ({ status: 'SUCCEEDED', error: undefined })) },
      objects: {
        below: (_, prefix) =>
          this.mortal(() =>
            this.objects
              .filter((key) => key.startsWith(prefix))
              .map((key) => ({ key, versionId: 'v', bytes: 1 })),
          ),
        version: () => Promise.resolve([]),
        remove: (_, versions) =>
          this.mortal(() => {
            const keys = versions.map(({ key }) => key);
            this.objects = this.objects.filter((key) => !keys.includes(key));
          }),
      },
      removal: {
        deletion: (jobId) => this.mortal(() => this.receipts.get(jobId)),
        begin: ({ jobId, owner }) =>
          this.mortal(() => {
            this.begun += 1;
            this.receipts.set(jobId, { owner, ...this.receipts.get(jobId) });
          }),
        instances: () => Promise.resolve([]),
        noteInventory: (jobId, found) =>
          this.mortal(() => {
            const inventory = this.receipts.get(jobId)?.inventory ?? found;
            this.receipts.set(jobId, { owner: OWNER, ...this.receipts.get(jobId), inventory });
            return inventory;
          }),
        rows: () => this.mortal(() => []),
        remove: () => Promise.resolve(),
        finish: (made: DeletionReceipt) =>
          this.mortal(() => {
            this.jobs.delete(made.jobId);
            const receipt = this.receipts.get(made.jobId)?.receipt ?? made;
            this.receipts.set(made.jobId, {
              owner: OWNER,
              ...this.receipts.get(made.jobId),
              receipt,
            });
            return receipt;
          }),
      },
      sessionRemoval: {
        deletion: () => this.mortal(() => structuredClone(this.deletion)),
        close: () =>
          this.mortal(() => {
            if (!this.session || isLeased(this.session, NOW)) return false;
            this.session.isDeleting = true;
            return true;
          }),
        begin: ({ ownedBy }, inventory) =>
          this.mortal(() => void (this.deletion ??= { owner: ownedBy, inventory })),
        rows: () => this.mortal(() => [...this.rows]),
        noteDraft: (_, draft) =>
          this.mortal(() => {
            if (!this.deletion) throw new TypeError('it has not begun');
            return (this.deletion.draft ??= draft);
          }),
        remove: ({ key }) =>
          this.mortal(() => {
            this.rows = this.rows.filter((row) => row.key.sk !== key.sk);
          }),
        finish: (_, receipt) =>
          this.mortal(() => {
            if (!this.deletion) throw new TypeError('it has not begun');
            this.session = undefined;
            return (this.deletion.receipt ??= receipt);
          }),
      },
    });
  }

  /** As callers do: until there is an answer. */
  async atLast(): Promise<SessionDeletionReceipt | undefined> {
    for (;;) {
      try {
        return await this.ask();
      } catch (error) {
        const isExpected = [Crash, ...expected].some((kind) => error instanceof kind);
        if (!isExpected) throw error;
      }
    }
  }
}

interface Rough {
  deaths?: readonly number[];
  jobsAtOnce?: number;
}

describe('the deletion of a session', () => {
  test('that dies anywhere, or has time for some jobs only, ends as one that did not', async () => {
    const rough = fc.record({
      deaths: fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 6 }),
      jobsAtOnce: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), rough, async (jobs, how) => {
        const world = new World(jobs, how);
        const ids = [...world.jobs.keys()].sort();
        const receipt = await world.atLast();
        expect(receipt?.jobs).toEqual(ids);
        const calm = await new World(jobs).ask();
        expect(receipt?.removed).toEqual(calm?.removed);
        expect(receipt?.removed).toContainEqual({
          ...{ what: 'results', where: 'results-bucket', count: jobs + 2, bytes: jobs + 2 },
        });
        expect([world.rows, world.objects, world.session, [...world.jobs]]).toEqual([
          ...[[], [], undefined, []],
        ]);
        expect(await world.atLast()).toEqual(receipt);
      }),
      { numRuns: 100 },
    );
  });

  test('waits for jobs that have not ended, and for a combination; the session goes on', async () => {
    const world = new World(2);
    const [job] = world.jobs.values();
    if (!job || !world.session) throw new TypeError('there are jobs');
    world.jobs.set(job.jobId, { ...job, status: 'processing' });
    await expect(world.ask()).rejects.toThrow(job.jobId);
    expect(world.session.isDeleting).toBeUndefined();
    world.jobs.set(job.jobId, job);
    world.session.leaseUntil = new Date(NOW.getTime() + 1000).toISOString();
    await expect(world.ask()).rejects.toThrow(NotDeletable);
    expect([world.session.isDeleting, world.jobs.size]).toEqual([undefined, 2]);
    delete world.session.leaseUntil;
    expect((await world.ask())?.jobs).toHaveLength(2);
  });
});
