/** Batches of a bulk: jobs are made once, whatever is repeated, and what has to wait waits. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AudioRefused } from '../../../core/api/request-refused.ts';
import { OverBudget } from '../../../core/budgets/over-budget.ts';
import { purseOfBulk, type Bulk } from '../../../core/bulk/bulk.ts';
import type { ListedFile } from '../../../core/bulk/listed-file.ts';
import { followJobs } from '../../../core/steps/bulk/follow-jobs.ts';
import { submitBatch, type BatchAnswer } from '../../../core/steps/bulk/submit-batch.ts';
import { BulksInMemory, OWNER } from '../../support/bulks-in-memory.ts';
import { dyingAfter } from '../../support/dying-after.ts';

function filesOf(count: number): ListedFile[] {
  return Array.from({ length: count }, (_, nth) => ({ line: nth + 1, key: `in/${OWNER}/${nth}` }));
}

function cloudOf(count: number, given: Partial<Bulk> = {}): BulksInMemory {
  return new BulksInMemory(
    filesOf(count).map(({ key }) => key),
    given,
  );
}

function submit(cloud: BulksInMemory, files: readonly ListedFile[]): Promise<BatchAnswer> {
  return submitBatch({ bulkId: cloud.bulk.bulkId, files }, cloud.ports);
}

function countsOf(cloud: BulksInMemory, batch = 1) {
  return cloud.rows.get(batch)?.counts;
}

/** What a purse throws; `held`: of what it has given out. */
function overBudget(held: number): OverBudget {
  const purse = purseOfBulk({ bulkId: 'bulk-0', maxCostUsd: 1 }) ?? { name: 'none', limit: 0 };
  const now = new Date('2026-11-30T12:00:00.000Z');
  return new OverBudget(purse, { committed: 900_000, held }, { needed: 200_000, now });
}

test('each file gets a job by the route batch, unless it or the bulk says another', async () => {
  const cloud = cloudOf(3, { options: { route: 'spot' } });
  const files = filesOf(3).map((file) =>
    file.line === 2 ? { ...file, options: { route: 'warm' as const } } : file,
  );
  const answer = await submit(cloud, files);
  expect(answer).toEqual({ batch: 1, waiting: 0, seconds: 10 });
  expect(cloud.jobsMade.map(({ requestedRoute }) => requestedRoute).sort()).toEqual([
    'spot',
    'spot',
    'warm',
  ]);
  const usual = cloudOf(1);
  await submit(usual, filesOf(1));
  expect(usual.jobsMade[0]?.requestedRoute).toBe('batch');
});

test('a batch that is repeated makes no job twice, wherever the call before it had died', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 4 }),
      async (deaths) => {
        const cloud = cloudOf(25);
        for (const after of deaths) {
          const dying = dyingPorts(after, cloud.ports);
          await submitBatch({ bulkId: cloud.bulk.bulkId, files: filesOf(25) }, dying).catch(
            () => undefined,
          );
        }
        await submit(cloud, filesOf(25));
        expect(cloud.jobsMade).toHaveLength(25);
        expect(new Set(cloud.jobsMade.map(({ bulkFile }) => bulkFile)).size).toBe(25);
        expect(countsOf(cloud)).toMatchObject({
          submitted: 25,
          earlier: 0,
          waiting: 0,
          running: 25,
        });
      },
    ),
    { numRuns: 50 },
  );
});

/** The same cloud for a function that dies at one of its writes or at a new job. */
function dyingPorts(calls: number, ports: BulksInMemory['ports']): BulksInMemory['ports'] {
  const mortal = dyingAfter(calls);
  return {
    ...ports,
    createJob: mortal(ports.createJob),
    writer: { put: mortal(ports.writer.put) },
    batches: {
      ...ports.batches,
      ...{ put: mortal(ports.batches.put), putProblem: mortal(ports.batches.putProblem) },
    },
  };
}

test('the same files in another bulk are found, and only with retryFailed the failed ones get a new job', async () => {
  const cloud = cloudOf(4);
  await submit(cloud, filesOf(4));
  cloud.moveAll({ status: 'completed' });
  const failed = cloud.jobsMade[1]?.jobId ?? '';
  cloud.move(failed, { status: 'failed' });

  cloud.bulk = { ...cloud.bulk, bulkId: 'bulk-1' };
  cloud.texts.clear();
  await submit(cloud, filesOf(4));
  expect(cloud.jobsMade).toHaveLength(4);
  expect(countsOf(cloud)).toMatchObject({ submitted: 0, earlier: 4, completed: 3, failed: 1 });

  cloud.bulk = { ...cloud.bulk, bulkId: 'bulk-2', retryFailed: true };
  cloud.texts.clear();
  await submit(cloud, filesOf(4));
  expect(cloud.jobsMade).toHaveLength(5);
  expect(countsOf(cloud)).toMatchObject({ submitted: 1, earlier: 3, completed: 3, running: 1 });

  // Its own failure is the outcome: a repeated step does not try anew.
  cloud.move(cloud.jobsMade[4]?.jobId ?? '', { status: 'failed' });
  cloud.texts.clear();
  await submit(cloud, filesOf(4));
  expect(cloud.jobsMade).toHaveLength(5);
});

test('force makes new jobs in each bulk, and once in each', async () => {
  const cloud = cloudOf(2, { options: { force: true } });
  for (const bulkId of ['bulk-1', 'bulk-1', 'bulk-2']) {
    cloud.bulk = { ...cloud.bulk, bulkId };
    cloud.texts.clear();
    await submit(cloud, filesOf(2));
  }
  expect(cloud.jobsMade).toHaveLength(4);
});

test('another content of the same key is another file', async () => {
  const cloud = cloudOf(1);
  await submit(cloud, filesOf(1));
  cloud.bulk = { ...cloud.bulk, bulkId: 'bulk-1' };
  cloud.audio.set(`in/${OWNER}/0`, 'new etag');
  cloud.texts.clear();
  await submit(cloud, filesOf(1));
  expect(cloud.jobsMade).toHaveLength(2);
});

test('files without audio are named with the code of what is wrong, and the others get their jobs', async () => {
  const cloud = cloudOf(5);
  cloud.audio.delete(`in/${OWNER}/3`);
  cloud.refuse = (key) => {
    if (key.endsWith('/1')) throw new AudioRefused('invalid', 'Text.', 'AudioUnreadable');
  };
  const broken = { line: 6, key: 'line 6', problem: { code: 'invalid', message: 'No JSON.' } };
  await submit(cloud, [...filesOf(5), broken]);
  expect(cloud.jobsMade).toHaveLength(3);
  expect([...cloud.problems].sort(([a], [b]) => a - b)).toEqual([
    [2, { file: `in/${OWNER}/1`, code: 'AudioUnreadable', message: 'Text.' }],
    [4, { file: `in/${OWNER}/3`, code: 'AudioMissing', message: 'There is no such object.' }],
    [6, { file: 'line 6', code: 'invalid', message: 'No JSON.' }],
  ]);
});

test('without money the files wait while some of it is held, and are refused once none is', async () => {
  const cloud = cloudOf(4);
  cloud.refuse = (key) => {
    if (key.endsWith('/3')) throw overBudget(300_000);
  };
  const answer = await submit(cloud, filesOf(4));
  expect(answer).toMatchObject({ waiting: 1, seconds: 60 });
  expect(cloud.rows.get(1)?.waiting).toMatchObject({ code: 'Money' });

  cloud.refuse = () => {
    throw overBudget(0);
  };
  expect(await submit(cloud, filesOf(4))).toMatchObject({ waiting: 0 });
  expect(cloud.problems.get(4)).toMatchObject({ code: 'over-budget' });
  expect(cloud.rows.get(1)).toEqual({ counts: expect.objectContaining({ refused: 1 }) });
});

test('the quota of the day holds: the rest waits for the next, and says so', async () => {
  const cloud = cloudOf(8, { jobsPerDay: 5 });
  const answer = await submit(cloud, filesOf(8));
  expect(cloud.jobsMade).toHaveLength(5);
  // It looks again before midnight: the bulk may be cancelled.
  expect(answer).toMatchObject({ waiting: 3, seconds: 900 });
  expect(cloud.rows.get(1)?.waiting).toEqual({
    code: 'QuotaReached',
    message: expect.stringContaining('5 jobs a day'),
    retryAt: '2026-11-30T12:15:00.000Z',
  });
  cloud.bulk = { ...cloud.bulk, jobsPerDay: 10 };
  expect(await submit(cloud, filesOf(8))).toMatchObject({ waiting: 0 });
  expect(cloud.jobsMade).toHaveLength(8);
});

test('an error of AWS is tried again, and a file that keeps failing is given up', async () => {
  const cloud = cloudOf(2);
  let calls = 0;
  cloud.refuse = (key) => {
    if (!key.endsWith('/0')) return;
    calls += 1;
    throw new Error('internal');
  };
  let answer = await submit(cloud, filesOf(2));
  expect(answer.waiting).toBeGreaterThan(0);
  for (let nth = 0; nth < 20 && answer.waiting > 0; nth += 1)
    answer = await submit(cloud, filesOf(2));
  expect(calls).toBe(8);
  expect(cloud.jobsMade).toHaveLength(1);
  expect(cloud.problems.get(1)).toMatchObject({ code: 'internal-error' });
});

test('a cancelled bulk makes no more jobs, and cancels its own that have not ended', async () => {
  const cloud = cloudOf(4, { jobsPerDay: 3 });
  await submit(cloud, filesOf(4));
  cloud.move(cloud.jobsMade[0]?.jobId ?? '', { status: 'completed' });
  cloud.move(cloud.jobsMade[1]?.jobId ?? '', { bulkId: 'bulk-9' });
  cloud.bulk = { ...cloud.bulk, jobsPerDay: 9, cancelledAt: '2026-11-30T12:00:00.000Z' };
  expect(await submit(cloud, filesOf(4))).toMatchObject({ waiting: 0 });
  const { bulkId } = cloud.bulk;
  await followJobs({ bulkId, batch: 1, seconds: 10 }, cloud.ports);
  expect(cloud.jobsMade.map(({ status }) => status)).toEqual(['completed', 'queued', 'cancelled']);
  expect(countsOf(cloud)).toMatchObject({ completed: 1, running: 1, cancelled: 2 });
});

test('a cancelled bulk cancels the jobs, too, that a call had made before it died', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 12 }), async (deaths) => {
      const cloud = cloudOf(5);
      const { bulkId } = cloud.bulk;
      await submitBatch({ bulkId, files: filesOf(5) }, dyingPorts(deaths, cloud.ports)).catch(
        () => undefined,
      );
      const made = cloud.jobsMade.length;
      cloud.bulk = { ...cloud.bulk, cancelledAt: '2026-11-30T12:00:00.000Z' };
      expect(await submit(cloud, filesOf(5))).toMatchObject({ waiting: 0 });
      await followJobs({ bulkId, batch: 1, seconds: 10 }, cloud.ports);
      expect(cloud.jobsMade.map(({ status }) => status)).toEqual(
        Array<string>(made).fill('cancelled'),
      );
      expect(countsOf(cloud)).toMatchObject({ submitted: made, running: 0, cancelled: 5 });
    }),
    { numRuns: 30 },
  );
});

test('a cancelled bulk leaves jobs of earlier requests alone', async () => {
  const cloud = cloudOf(2);
  await submit(cloud, filesOf(2));
  cloud.texts.clear();
  cloud.bulk = { ...cloud.bulk, bulkId: 'bulk-1', cancelledAt: '2026-11-30T12:00:00.000Z' };
  await submit(cloud, filesOf(2));
  await followJobs({ bulkId: 'bulk-1', batch: 1, seconds: 10 }, cloud.ports);
  expect(cloud.jobsMade.map(({ status }) => status)).toEqual(['queued', 'queued']);
  expect(countsOf(cloud)).toMatchObject({ submitted: 0, earlier: 0, cancelled: 2 });
});

test('a batch is followed until its jobs have ended, ever more slowly', async () => {
  const cloud = cloudOf(3);
  const { batch, seconds } = await submit(cloud, filesOf(3));
  const look = (pause: number) =>
    followJobs({ bulkId: cloud.bulk.bulkId, batch, seconds: pause }, cloud.ports);
  let now = { open: 3, seconds };
  for (let nth = 0; nth < 12; nth += 1) now = await look(now.seconds);
  expect(now).toEqual({ open: 3, seconds: 300 });
  cloud.moveAll({ status: 'completed' });
  expect(await look(now.seconds)).toMatchObject({ open: 0 });
  expect(countsOf(cloud)).toMatchObject({ completed: 3, running: 0 });
});

test('a job that was deleted meanwhile is named, and not waited for', async () => {
  const cloud = cloudOf(2);
  const { batch } = await submit(cloud, filesOf(2));
  cloud.jobsMade.shift();
  cloud.moveAll({ status: 'completed' });
  const { bulkId } = cloud.bulk;
  expect(await followJobs({ bulkId, batch, seconds: 10 }, cloud.ports)).toMatchObject({ open: 0 });
  expect(countsOf(cloud)).toMatchObject({ completed: 1, failed: 1 });
});
