import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { SIGNER } from '../support/a-signer.ts';
import { NO_HOLDS } from '../support/no-holds.ts';
import type { Deletion, Row } from '../../core/aws/dynamodb/job-removal.ts';
import type { UploadRecord } from '../../core/aws/dynamodb/upload-records.ts';
import type { StoredPart } from '../../core/audio/upload-parts.ts';
import type { StoredVersion } from '../../core/aws/s3/object-removal.ts';
import { hindranceOf } from '../../core/job/deletable.ts';
import {
  DeletionReceipt,
  deletionReceipt,
  Inventory,
  type Removable,
} from '../../core/view/deletion-receipt.ts';
import type { Job } from '../../core/job/job.ts';
import { isFinal, JOB_STATUSES } from '../../core/job/job-status.ts';
import { SomeFailed } from '../../core/base/for-each-settled.ts';
import { deleteJob, StillThere } from '../../core/steps/requests/delete-job.ts';
import { aJob } from '../support/a-job.ts';

const NOW = new Date('2026-11-21T13:00:00Z');
const RESULTS = 'results';
const ended = { status: 'completed', endedAt: '2026-11-21T12:00:00.000Z' } as const;

const MINUTES = 60_000;

class Crash extends Error {}

/** Before or after which of the calls the function dies. */
interface Death {
  call: number;
  isDone: boolean;
}

const UPLOAD = { pk: 'row of the upload', sk: 'upload' };

/** A table and two buckets with a job in them. With parts, it has an upload that was never complete. */
class World {
  job: Job | undefined = aJob(ended);
  deletion: Deletion | undefined;
  rows: Row[];
  objects: (StoredVersion & { bucket: string })[];
  parts: StoredPart[];
  /** Things that are removed in vain, the first time. */
  sticky: string[] = [];
  private deaths: Death[];
  private calls = 0;

  constructor(
    amounts: Record<'rows' | 'audio' | 'results', number> & { parts?: number },
    deaths: Death[] = [],
  ) {
    const kinds: Removable[] = ['repeats', 'timeline', 'deliveries', 'instances', 'links'];
    this.rows = many(amounts.rows).map((nth) => ({
      what: kinds[nth % kinds.length] ?? 'timeline',
      key: { pk: `row ${nth}`, sk: 'row' },
      ...(nth % kinds.length === 4 && { isWayIn: true }),
      isDelivered: nth % 8 === 2,
    }));
    this.parts = many(amounts.parts ?? 0).map((nth) => ({ part: nth + 1, bytes: 9, etag: '' }));
    if (this.parts.length > 0) this.rows.push({ what: 'job', key: UPLOAD });
    const object = (bucket: string, prefix: string) => (nth: number) => ({
      bucket,
      key: `${prefix}${nth}`,
      versionId: 'v',
      bytes: nth,
    });
    const { jobId } = aJob();
    this.objects = [
      ...many(amounts.audio).map(object('audio', `uploads/${jobId}/`)),
      ...many(amounts.results).map(object(RESULTS, `jobs/${jobId}/`)),
    ];
    this.deaths = deaths;
  }

  readonly using = {
    holds: NO_HOLDS,
    signer: SIGNER,
    jobs: { job: () => this.called(() => this.job) },
    later: { of: () => this.called(() => []) },
    workflow: { execution: () => this.called(() => ({ status: 'SUCCEEDED', error: undefined })) },
    records: { of: () => this.called(() => this.record()) },
    multipart: {
      parts: () => this.called(() => [...this.parts]),
      abort: () =>
        this.called(() => {
          if (!this.sticks('parts')) this.parts = [];
        }),
    },
    stateMachineArn: 'arn',
    resultsBucket: RESULTS,
    maxLifeMinutes: 390,
    now: () => NOW,
    removal: {
      deletion: () => this.called(() => this.deletion),
      begin: ({ owner }: { owner: string }) =>
        this.called(() => {
          this.deletion ??= { owner };
        }),
      instances: () => this.called(() => []),
      noteInventory: (_: string, inventory: NonNullable<Deletion['inventory']>) =>
        this.called(() => {
          const deletion = this.deletion ?? { owner: 'nobody' };
          this.deletion = { ...deletion, inventory: deletion.inventory ?? inventory };
          return this.deletion.inventory ?? inventory;
        }),
      rows: () => this.called(() => [...this.rows]),
      remove: (_: string, { key }: Row) =>
        this.called(() => {
          if (!this.sticks(key.pk)) this.rows = this.rows.filter((row) => row.key.pk !== key.pk);
        }),
      finish: (receipt: DeletionReceipt) =>
        this.called(() => {
          this.job = undefined;
          this.deletion = { owner: 'demo', ...this.deletion };
          return (this.deletion.receipt ??= receipt);
        }),
    },
    objects: {
      below: (bucket: string, prefix: string) =>
        this.called(() =>
          this.objects.filter((one) => one.bucket === bucket && one.key.startsWith(prefix)),
        ),
      version: () => this.called(() => []),
      remove: (bucket: string, versions: readonly StoredVersion[]) =>
        this.called(() => {
          const keys = versions.map(({ key }) => key).filter((key) => !this.sticks(key));
          this.objects = this.objects.filter(
            (one) => one.bucket !== bucket || !keys.includes(one.key),
          );
        }),
    },
  };

  private record(): UploadRecord | undefined {
    if (!this.rows.some(({ key }) => key.pk === UPLOAD.pk)) return undefined;
    return { s3UploadId: 'u', bytes: 9, partBytes: 9, expiresAt: NOW.toISOString() };
  }

  private called<T>(effect: () => T): Promise<T> {
    this.calls += 1;
    const death = this.deaths.find(({ call }) => call === this.calls);
    if (death && !death.isDone) return Promise.reject(new Crash());
    const answer = effect();
    return death ? Promise.reject(new Crash()) : Promise.resolve(answer);
  }

  private sticks(name: string): boolean {
    const isSticky = this.sticky.includes(name);
    this.sticky = this.sticky.filter((one) => one !== name);
    return isSticky;
  }
}

function many(count: number): number[] {
  return Array.from({ length: count }, (_, nth) => nth);
}

const asked = { jobId: aJob().jobId, owner: 'demo' };
const amounts = fc.record({
  rows: fc.nat(20),
  audio: fc.nat(3),
  results: fc.nat(6),
  parts: fc.nat(3),
});

/** Asks until there is an answer, as callers do; `look` sees each state that was left behind. */
async function deleteAtLast(
  world: World,
  look: (world: World) => void = () => undefined,
): Promise<DeletionReceipt | undefined> {
  for (;;) {
    try {
      return await deleteJob(asked, world.using);
    } catch (error) {
      const isExpected = [Crash, SomeFailed, StillThere].some((kind) => error instanceof kind);
      if (!isExpected) throw error;
      look(world);
    }
  }
}

describe('a deletion', () => {
  const deaths = fc.array(
    fc.record({ call: fc.integer({ min: 1, max: 60 }), isDone: fc.boolean() }),
    {
      maxLength: 5,
    },
  );

  test('that dies anywhere ends, repeated, as one that did not: nothing left, the same receipt', async () => {
    await fc.assert(
      fc.asyncProperty(amounts, deaths, async (there, dying) => {
        const smooth = new World(there);
        const rough = new World(there, dying);
        const total = rough.objects.length;
        const receipt = await deleteAtLast(rough, ({ rows, objects, deletion, job }) => {
          expect(job ?? deletion?.receipt).toBeDefined();
          const isBegun = objects.length < total || rows.length < there.rows;
          if (isBegun) expect(deletion?.inventory).toBeDefined();
          const isRemembered = rows.some(({ what }) => what === 'repeats' || what === 'links');
          if (objects.length < total) expect(isRemembered).toBe(false);
        });
        expect(receipt).toEqual(await deleteJob(asked, smooth.using));
        const { rows, objects, parts, job } = rough;
        expect([rows, objects, parts, job]).toEqual([[], [], [], undefined]);
        const amount = receipt?.removed.find(({ what }) => what === 'audio');
        expect(amount?.count).toBe(there.audio + there.parts);
        expect(await deleteAtLast(rough)).toEqual(receipt);
      }),
      { numRuns: 60 },
    );
  });

  test('that is asked for twice at the same time is one', async () => {
    await fc.assert(
      fc.asyncProperty(amounts, async (there) => {
        const world = new World(there);
        const [one, other] = await Promise.all([deleteAtLast(world), deleteAtLast(world)]);
        expect(one).toEqual(other);
        expect(one).toEqual(await deleteJob(asked, new World(there).using));
      }),
      { numRuns: 60 },
    );
  });

  test.each(['row 1', `jobs/${asked.jobId}/0`])(
    'that leaves %s gives no receipt, and the next one counts it',
    async (name) => {
      const there = { rows: 4, audio: 1, results: 2 };
      const world = new World(there);
      world.sticky = [name];
      await expect(deleteJob(asked, world.using)).rejects.toThrow(StillThere);
      expect(await deleteJob(asked, world.using)).toEqual(
        await deleteJob(asked, new World(there).using),
      );
    },
  );

  test('ends an upload again of which S3 still took a part', async () => {
    const world = new World({ rows: 1, audio: 0, results: 0, parts: 2 });
    world.sticky = ['parts'];
    const receipt = await deleteJob(asked, world.using);
    expect(world.parts).toEqual([]);
    expect(receipt?.remains).toContainEqual({
      where: 'audio-bucket',
      what: expect.any(String),
      until: '2026-11-22T13:00:00.000Z',
    });
  });

  test('is nobody else’s to ask for, neither before nor after it', async () => {
    const world = new World({ rows: 1, audio: 1, results: 1 });
    const stranger = { ...asked, owner: 'somebody-else' };
    expect(await deleteJob(stranger, world.using)).toBeUndefined();
    await deleteJob(asked, world.using);
    expect(await deleteJob(stranger, world.using)).toBeUndefined();
  });
});

describe('a job may be deleted', () => {
  const standing = fc.record({
    execution: fc.constantFrom(undefined, { status: 'RUNNING' }, { status: 'SUCCEEDED' }),
    instances: fc.array(
      fc.constantFrom({ terminatedAt: '2026-11-21T12:00:30.000Z' }, { terminatedAt: undefined }),
      { maxLength: 3 },
    ),
    now: fc.integer({ min: 0, max: 60 }).map((minutes) => after(minutes)),
  });
  const status = fc.constantFrom(...JOB_STATUSES);

  function after(minutes: number): Date {
    return new Date(Date.parse(ended.endedAt) + minutes * MINUTES);
  }

  test('if it is over, its workflow too, and its instances are gone or can write no more', () => {
    fc.assert(
      fc.property(status, standing, (now, told) => {
        const job = aJob({ ...ended, status: now });
        const hindrance = hindranceOf(job, told);
        if (hindrance) expect(hindrance.because).toMatch(/^[A-Z].*\.$/);
        if (!isFinal(now)) {
          expect(hindrance).toEqual({ because: expect.any(String) });
          return;
        }
        const minutes = (told.now.getTime() - Date.parse(ended.endedAt)) / MINUTES;
        const isOver = told.execution ? told.execution.status !== 'RUNNING' : minutes >= 1;
        const canWrite =
          told.instances.some((one) => one.terminatedAt === undefined) && minutes < 20;
        expect(hindrance === undefined).toBe(isOver && !canWrite);
        if (hindrance) expect(hindrance.retryAfterSeconds).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a receipt', () => {
  test('counts nothing of a kind that the inventory of an older stack does not have', () => {
    const older = Inventory.parse({ amounts: { job: { count: 1 } }, delivered: 0 });
    const receipt = deletionReceipt(aJob(), older, { deletedAt: NOW, lastDeliveryEndsAt: NOW });
    expect(receipt.removed).toContainEqual({ what: 'job', where: 'table', count: 1 });
    expect(receipt.removed).toContainEqual({ what: 'edits', where: 'table', count: 0 });
  });

  const count = fc.record({ count: fc.nat() });
  const inventory = fc.record({
    amounts: fc.record({
      ...{ audio: count, results: count, job: count, timeline: count },
      ...{ edits: count, deliveries: count, instances: count, repeats: count, links: count },
    }),
    delivered: fc.nat(9),
  });
  const place = { bucket: 'elsewhere', prefix: '' };
  const outputs = fc.constantFrom<Job['output'][]>(undefined, place, { ...place, written: true });
  const rare = fc.string({ minLength: 3, unit: fc.constantFrom('å', 'ß', 'Ψ') });

  test('lists every kind of thing once, is kept the longest, and names nobody and nothing', () => {
    fc.assert(
      fc.property(inventory, rare, outputs, (found, name, output) => {
        const audio = { source: 'url', url: `https://${name}.example/`, filename: name } as const;
        const job = aJob({ owner: name, audio, output, metadata: { [name]: name } });
        const receipt = deletionReceipt(job, found, { deletedAt: NOW, lastDeliveryEndsAt: NOW });
        expect(DeletionReceipt.parse(receipt)).toEqual(receipt);
        const removed = receipt.removed.map(({ what }) => what);
        expect(removed.sort()).toEqual(Object.keys(found.amounts).sort());
        const times = receipt.remains.flatMap(({ until }) => until ?? []);
        expect(Math.min(...times.map(Date.parse))).toBeGreaterThan(NOW.getTime());
        expect(receipt.remains.at(-1)?.until).toBe(times.sort().at(-1));
        expect(JSON.stringify(receipt)).not.toContain(name);
        const theirs = receipt.remains.filter(({ until }) => until === null);
        expect(theirs.map(({ where }) => where)).toEqual([
          ...(found.delivered > 0 ? ['receivers'] : []),
          ...(output?.written === undefined ? [] : ['output']),
        ]);
      }),
    );
  });
});
