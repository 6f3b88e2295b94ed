import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { newJobId } from '../../core/base/job-id.ts';
import { JobView } from '../../core/view/job-view.ts';
import type { JobStatus } from '../../core/job/job-status.ts';
import { aJob } from '../support/a-job.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { keyOf } from '../support/tenants.ts';

const Page = z.strictObject({
  jobs: z.array(JobView),
  nextCursor: z.string().nullable(),
  owner: z.string(),
});
const JOBS = 23;
const STATUSES: JobStatus[] = ['completed', 'failed', 'queued'];

let cloud: TestCloud;
let key: string;
/** The ids of all jobs of the owner, newest first. */
const newestFirst: string[] = [];

beforeAll(async () => {
  cloud = await TestCloud.shared();
  key = await keyOf(cloud, 'lister');
  for (let index = 0; index < JOBS; index++) {
    const jobId = newJobId();
    const createdAt = new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString();
    const status = STATUSES[index % STATUSES.length];
    const filename = index === 4 ? 'A\u030aland 4.wav' : `${index}.wav`;
    const audio = { source: 'upload', bucket: 'b', key: 'k', filename, bytes: 9 } as const;
    const metadata = { note: `case ${index}.` };
    const given = { jobId, owner: 'lister', createdAt, status, audio, metadata };
    await cloud.jobs.create(aJob(given));
    newestFirst.unshift(jobId);
  }
  await cloud.jobs.create(aJob({ jobId: newJobId(), owner: 'lister2' }));
});
afterAll(() => cloud.leave());

async function page(query: string, as = key): Promise<z.infer<typeof Page>> {
  const { status, text } = await ask(cloud, { method: 'GET', path: `/jobs?${query}`, key: as });
  expect(status).toBe(200);
  return Page.parse(JSON.parse(text));
}

/** All pages, one after the other. */
async function pages(query: string): Promise<string[][]> {
  const found: string[][] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { jobs, nextCursor }: z.infer<typeof Page> = await page(
      cursor === '' ? query : `${query}&cursor=${cursor}`,
    );
    found.push(jobs.map(({ jobId }) => jobId));
    cursor = nextCursor;
    if (found.length > 2 * JOBS) throw new Error('the pages do not end');
  }
  return found;
}

describe('GET /jobs', () => {
  test('gives the newest twenty first', async () => {
    const { jobs, nextCursor } = await page('');
    expect(jobs.map(({ jobId }) => jobId)).toEqual(newestFirst.slice(0, 20));
    expect(nextCursor).not.toBeNull();
  });

  test.each([1, 5, 22, 23, 24, 100])('by pages of %d: every job once, in order', async (limit) => {
    const found = await pages(`limit=${limit}`);
    expect(found.flat()).toEqual(newestFirst);
    for (const ids of found) expect(ids.length).toBeLessThanOrEqual(limit);
  });

  test.each(STATUSES)('with status=%s gives those, and no other', async (status) => {
    const want = newestFirst.filter((_, index) => STATUSES[(JOBS - 1 - index) % 3] === status);
    expect((await pages(`status=${status}&limit=4`)).flat()).toEqual(want);
    for (const job of (await page(`status=${status}`)).jobs) expect(job.status).toBe(status);
  });

  test.each<[string, number[]]>([
    ['search=22.wav', [22]],
    ['search=%C3%85LAND%204', [4]],
    ['search=case%203', [3]],
    ['search=case%203&status=failed', []],
    ['search=case%203&status=completed', [3]],
    ['from=2026-01-01T00:20:00Z', [22, 21, 20]],
    ['to=2026-01-01T00:02:00Z', [1, 0]],
    ['from=2026-01-01T00:04:00.000Z&to=2026-01-01T00:06:00Z', [5, 4]],
    ['from=2026-01-01T00:04:00Z&search=WAV&to=2026-01-01T00:06:00Z&limit=1', [5, 4]],
    ['from=2030-01-01T00:00:00Z', []],
    ['search=%25', []],
  ])('with %s gives those, and no other', async (query, minutes) => {
    const want = minutes.map((minute) => newestFirst[JOBS - 1 - minute]);
    expect((await pages(query)).flat()).toEqual(want);
  });

  test.each([
    ['search=', 'search'],
    [`search=${'x'.repeat(101)}`, 'search'],
    ['from=2026-01-01', 'from'],
    ['from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z', 'to'],
    ['to=yesterday', 'to'],
  ])('refuses %s', async (query, at) => {
    const answer = await ask(cloud, { method: 'GET', path: `/jobs?${query}`, key });
    expect(expectProblem(answer, 422, 'invalid').errors).toMatchObject([{ path: at }]);
  });

  test('goes on from a cursor of other times without a fault', async () => {
    const { nextCursor } = await page('limit=10');
    const cursor = nextCursor ?? '';
    expect((await page(`cursor=${cursor}&from=2026-01-01T00:20:00Z`)).jobs).toEqual([]);
    const { jobs } = await page(`cursor=${cursor}&to=2026-01-01T00:02:00Z`);
    expect(jobs.map(({ jobId }) => jobId)).toEqual(newestFirst.slice(-2));
  });

  test('gives an empty page for a status that no job has', async () => {
    expect((await pages('status=cancelled')).flat()).toEqual([]);
  });

  test('gives nobody the jobs of another, not even by their cursor', async () => {
    const { nextCursor } = await page('limit=2');
    const stranger = await keyOf(cloud, 'nobody');
    expect((await page('', stranger)).jobs).toEqual([]);
    expect((await page(`cursor=${nextCursor ?? ''}`, stranger)).jobs).toEqual([]);
  });

  test('goes on where it was, though a job has come since', async () => {
    const { jobs, nextCursor } = await page('limit=10');
    const jobId = newJobId();
    await cloud.jobs.create(aJob({ jobId, owner: 'lister', createdAt: new Date().toISOString() }));
    const next = await page(`limit=100&cursor=${nextCursor ?? ''}`);
    expect([...jobs, ...next.jobs].map((job) => job.jobId)).toEqual(newestFirst);
    expect((await page('limit=1')).jobs.map((job) => job.jobId)).toEqual([jobId]);
  });
});
