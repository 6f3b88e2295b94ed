import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Row } from '../../core/aws/dynamodb/job-removal.ts';
import { dueDeletions, firstLookAt, isOver, keptUntil } from '../../core/job/kept-until.ts';
import type { Job } from '../../core/job/job.ts';
import { verifyReceipt } from '../../core/receipts/verify-receipt.ts';
import { Retention, retentionOf } from '../../core/retention/retention.ts';
import { keepJob } from '../../core/steps/retention/keep-job.ts';
import { keepRetention } from '../../core/steps/retention/keep-retention.ts';
import { retentionView } from '../../core/view/retention-view.ts';
import { SIGNER_KEY } from '../support/a-signer.ts';
import { aJob } from '../support/a-job.ts';
import { Died, dyingAfter } from '../support/dying-after.ts';
import { RetainedWorld } from '../support/retained-world.ts';

const DAY_MS = 24 * 3600 * 1000;
const ENDED = Date.parse('2026-11-21T12:00:00Z');
const JOB = aJob({
  status: 'completed',
  endedAt: new Date(ENDED).toISOString(),
  retention: { audioDays: 1, transcriptDays: 3 },
});
const { jobId } = JOB;
const LATER = aJob({ ...JOB, jobId: 'job-later0000000000000000000', analysisOf: jobId });
const afterDays = (days: number, ms = 60_000) => new Date(ENDED + days * DAY_MS + ms);

function theRows(): Row[] {
  const row = (what: Row['what'], pk: string, more: Partial<Row> = {}): Row => ({
    ...{ what, key: { pk, sk: 'x' } },
    ...more,
  });
  return [
    row('edits', `job#${jobId}`),
    row('links', 'link#1', { isWayIn: true }),
    row('links', `job#${jobId}`),
    row('repeats', 'result#1'),
    row('repeats', 'idempotency#1'),
    row('timeline', `job#${jobId}`),
    row('deliveries', `job#${jobId}`),
  ];
}

function objects(audio: number, results: number) {
  const version = (bucket: string, key: string) => ({ bucket, key, versionId: 'v', bytes: 5 });
  const many = (count: number) => Array.from({ length: count }, (_, nth) => nth);
  return [
    ...many(audio).map((nth) => version('audio', `uploads/${jobId}/${nth}`)),
    ...many(results).map((nth) => version('results', `jobs/${jobId}/${nth}`)),
    version('results', `jobs/${LATER.jobId}/analysis.json`),
    version('results', 'jobs/job-ffffffffffffffffffffffff/transcript.json'),
  ];
}

const world = (job: Job = JOB, counts = { audio: 1, results: 4 }) =>
  new RetainedWorld({
    ...{ job, rows: theRows(), later: [LATER] },
    objects: objects(counts.audio, counts.results),
  });

describe('what a job’s retention says', () => {
  test('counts from the job’s end, and never past the rules of the buckets', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(365), fc.nat(40), (audioDays, transcriptDays, ranDays) => {
        const createdAt = new Date(ENDED - ranDays * DAY_MS).toISOString();
        const job = { ...JOB, createdAt, retention: { audioDays, transcriptDays } };
        const audio = Math.min(ENDED + audioDays * DAY_MS, Date.parse(createdAt) + 30 * DAY_MS);
        expect(keptUntil(job, 'audio')).toEqual(new Date(audio));
        expect(keptUntil(job, 'transcript')).toEqual(new Date(ENDED + transcriptDays * DAY_MS));
        const earliest = Math.min(...dueDeletions(job).map(({ at }) => at.getTime()));
        expect(firstLookAt(job)?.getTime()).toBeLessThanOrEqual(Math.max(earliest, audio));
      }),
    );
  });

  test('is the job’s own, field by field, else its owner’s', () => {
    expect(retentionOf({ audioDays: 0 }, { audioDays: 7, transcriptDays: 90 })).toEqual({
      audioDays: 0,
      transcriptDays: 90,
    });
    expect(retentionOf(undefined, undefined)).toBeUndefined();
    expect(retentionOf({}, {})).toBeUndefined();
  });

  test.each([
    ['audioDays', 31, 'at most 30'],
    ['transcriptDays', 366, 'at most 365'],
  ])('%s: %d is refused: nothing is kept longer than the bucket does', (field, days, why) => {
    expect(Retention.safeParse({ [field]: days }).error?.issues[0]?.message).toContain(why);
  });

  test('says nothing of a job that runs, and leaves the caller’s own audio alone', () => {
    const running = { ...JOB, status: 'processing' } as const;
    expect(dueDeletions(running)).toEqual([]);
    expect(retentionView(running)).toEqual({ audioDays: 1, transcriptDays: 3 });
    for (const source of ['s3', 'drop'] as const) {
      const audio = { source, bucket: 'b', key: 'in/demo/a.wav', filename: 'a.wav', bytes: 9 };
      const kinds = dueDeletions({ ...JOB, audio }).map(({ kind }) => kind);
      expect(kinds.includes('audio')).toBe(source === 'drop');
    }
    const audio = { source: 'url', url: 'https://a.example/a', filename: 'a' } as const;
    expect(retentionView({ ...JOB, audio })).toMatchObject({ audioUntil: null });
  });

  test('ends reading at once, before anything is deleted', () => {
    expect(isOver(JOB, 'transcript', new Date(ENDED + 3 * DAY_MS - 1))).toBe(false);
    expect(isOver(JOB, 'transcript', new Date(ENDED + 3 * DAY_MS))).toBe(true);
    const { retention: _, ...unlimited } = JOB;
    expect(isOver(unlimited, 'transcript', new Date(ENDED + 9999 * DAY_MS))).toBe(false);
  });
});

describe('keeping a job’s retention', () => {
  test('deletes audio and transcript each at its time, with all that was made from it', async () => {
    const there = world();
    await keepJob(jobId, there.using(afterDays(0)));
    expect(there.nextLook).toEqual(afterDays(1));
    expect(there.receipts).toEqual([]);

    await keepJob(jobId, there.using(afterDays(1)));
    expect(there.objects.filter(({ bucket }) => bucket === 'audio')).toEqual([]);
    expect(there.objects).toHaveLength(6);
    expect(there.nextLook).toEqual(afterDays(3));

    await keepJob(jobId, there.using(afterDays(3)));
    // Only what is another job's.
    expect(there.objects.map(({ key }) => key)).toEqual([
      'jobs/job-ffffffffffffffffffffffff/transcript.json',
    ]);
    const left = there.rows.map(({ what, key }) => `${what} ${key.pk.split('#')[0]}`);
    expect(left).toEqual(['repeats idempotency', 'timeline job', 'deliveries job']);
    expect(there.nextLook).toBeUndefined();
    expect(there.events).toEqual(['audio', 'transcript']);
    const now = afterDays(3).toISOString();
    expect(there.jobs.get(jobId)).toMatchObject({
      audioDeletedAt: afterDays(1).toISOString(),
      transcriptDeletedAt: now,
    });
    expect(there.jobs.get(LATER.jobId)?.transcriptDeletedAt).toBe(now);
    expect(there.receipts.map(({ removed }) => removed)).toEqual([
      [{ what: 'audio', where: 'audio-bucket', count: 1, bytes: 5 }],
      [
        { what: 'results', where: 'results-bucket', count: 5, bytes: 25 },
        { what: 'edits', where: 'table', count: 1 },
        { what: 'links', where: 'table', count: 2 },
        { what: 'repeats', where: 'table', count: 1 },
      ],
    ]);
    for (const receipt of there.receipts) {
      expect(verifyReceipt(JSON.stringify(receipt), [SIGNER_KEY.publicKey])).toEqual(receipt);
    }
  });

  test('that dies anywhere ends, repeated, as one that did not: each receipt once, and right', async () => {
    const counts = fc.record({ audio: fc.nat(3), results: fc.nat(5) });
    const deaths = fc.array(fc.nat(30), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(counts, deaths, async (amounts, dying) => {
        const smooth = world(JOB, amounts);
        const rough = world(JOB, amounts);
        const now = afterDays(3);
        await keepJob(jobId, smooth.using(now));
        for (const calls of dying) {
          await keepJob(jobId, rough.using(now, dyingAfter(calls))).catch(onlyDied);
          // What is not recorded is looked at again.
          if (rough.receipts.length < 2) expect(rough.nextLook).toBeDefined();
        }
        await keepJob(jobId, rough.using(now));
        expect(rough.receipts).toEqual(smooth.receipts);
        expect(rough.events).toEqual(['audio', 'transcript']);
        expect([rough.rows.length, rough.objects]).toEqual([smooth.rows.length, smooth.objects]);
        expect(rough.nextLook).toBeUndefined();
      }),
    );
  });

  test('twice at once is one', async () => {
    const there = world();
    const now = afterDays(3);
    await Promise.all([keepJob(jobId, there.using(now)), keepJob(jobId, there.using(now))]);
    expect(there.events).toEqual(['audio', 'transcript']);
  });

  test.each([
    ['recorded its own retention', { ...LATER, transcriptDeletedAt: afterDays(3).toISOString() }],
    ['was deleted', undefined],
  ])('is recorded by the next round if a later job %s meanwhile', async (_, then) => {
    const there = world({ ...JOB, retention: { transcriptDays: 3 } });
    const using = there.using(afterDays(3));
    const { record } = using.rows;
    const rows: typeof using.rows = {
      ...using.rows,
      record: (...of) => {
        if (then) there.jobs.set(LATER.jobId, then);
        else there.jobs.delete(LATER.jobId);
        return record(...of);
      },
    };
    await keepJob(jobId, { ...using, rows });
    expect(there.receipts).toEqual([]);
    const next = there.nextLook;
    expect(next).toEqual(new Date(afterDays(3).getTime() + 5 * 60_000));
    await keepJob(jobId, there.using(next ?? afterDays(4)));
    expect(there.receipts).toMatchObject([{ what: 'transcript' }]);
    expect(there.jobs.get(jobId)?.transcriptDeletedAt).toBe(next?.toISOString());
    expect(there.nextLook).toBeUndefined();
  });

  test.each(['the job itself', 'a later job that analyses it'])(
    'waits while %s is still at work',
    async (who) => {
      const there = world();
      there.running.add(who === 'the job itself' ? jobId : LATER.jobId);
      const before = there.objects.length;
      await keepJob(jobId, there.using(afterDays(3)));
      expect(there.objects).toHaveLength(before);
      expect(there.nextLook).toEqual(new Date(afterDays(3).getTime() + 5 * 60_000));
    },
  );

  test('of a job that runs comes back in the next round', async () => {
    const there = world({ ...JOB, status: 'processing' });
    await keepJob(jobId, there.using(afterDays(0)));
    expect(there.nextLook).toEqual(afterDays(0, 6 * 60_000));
  });

  test('of a job that was deleted does nothing', async () => {
    const there = world();
    there.jobs.clear();
    await keepJob(jobId, there.using(afterDays(3)));
    expect([there.events, there.objects.length]).toEqual([[], 7]);
  });

  test('never touches the audio that is the caller’s', async () => {
    const audio = { source: 's3', bucket: 'audio', key: `uploads/${jobId}/0` } as const;
    const there = world({ ...JOB, audio: { ...audio, filename: 'a.wav', bytes: 9 } });
    await keepJob(jobId, there.using(afterDays(30)));
    expect(there.objects.map(({ bucket }) => bucket)).toContain('audio');
    expect(there.events).toEqual(['transcript']);
  });
});

describe('a round', () => {
  const due = async function* (pages: readonly string[][]) {
    for (const page of pages) yield await Promise.resolve(page);
  };

  test('ends with its time, and leaves the rest to the next one', async () => {
    const there = world();
    const using = there.using(afterDays(3));
    let looks = 0;
    const jobs = { job: (id: string) => ((looks += 1), using.jobs.job(id)) };
    const rows = { ...using.rows, due: () => due([['a', 'b'], [jobId]]) };
    await keepRetention(using.now, { ...using, jobs, rows, hasTime: () => looks < 2 });
    expect([looks, there.events]).toEqual([2, []]);
    await keepRetention(using.now, { ...using, rows, hasTime: () => true });
    expect(there.events).toEqual(['audio', 'transcript']);
  });

  test('in which a job fails does the others, and says so', async () => {
    const there = world();
    const using = there.using(afterDays(3));
    const failing = (id: string) =>
      id === 'job-bad' ? Promise.reject(new Died()) : using.jobs.job(id);
    const rows = { ...using.rows, due: () => due([['job-bad'], [jobId]]) };
    const round = keepRetention(using.now, {
      ...{ ...using, rows, jobs: { job: failing } },
      hasTime: () => true,
    });
    await expect(round).rejects.toThrow('1 could not be dealt with');
    expect(there.events).toEqual(['audio', 'transcript']);
  });
});

function onlyDied(error: unknown): void {
  if (!(error instanceof Died)) throw error;
}
