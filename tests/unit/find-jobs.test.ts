import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cursorAt, type JobCursor } from '../../core/aws/dynamodb/job-lists.ts';
import { JOB_STATUSES } from '../../core/job/job-status.ts';
import type { Job } from '../../core/job/job.ts';
import { findJobs, type WantedJobs } from '../../core/steps/requests/find-jobs.ts';
import { aJob } from '../support/a-job.ts';

const WORDS = ['intervju', 'möte', 'Råd'];

/** An owner's jobs, newest first, and how many rows were read of them. */
class Rows {
  read = 0;
  readonly jobs: Job[];

  constructor(count: number, seed: number) {
    this.jobs = Array.from({ length: count }, (_, nth) => {
      const draw = (nth * 7919 + seed) % 1009;
      return aJob({
        jobId: `job-${nth.toString(16).padStart(24, '0')}`,
        createdAt: new Date(Date.UTC(2026, 0, 1) - nth * 1000).toISOString(),
        status: JOB_STATUSES[draw % JOB_STATUSES.length],
        metadata: { note: `${WORDS[draw % WORDS.length] ?? ''} ${draw}` },
      });
    });
  }

  ofOwner({ cursor, limit }: { cursor?: JobCursor | undefined; limit: number }) {
    const after = this.jobs.findIndex((job) => cursorAt(job).listedAs === cursor?.listedAs) + 1;
    const jobs = this.jobs.slice(after, after + limit);
    this.read += jobs.length;
    const last = jobs.at(-1);
    const isMore = last && after + limit < this.jobs.length;
    return Promise.resolve({ jobs, ...(isMore && { next: cursorAt(last) }) });
  }
}

/** All pages, one after the other. */
async function allPages(rows: Rows, wanted: Omit<WantedJobs, 'owner'>): Promise<Job[]> {
  const found: Job[] = [];
  for (let cursor: JobCursor | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
    rows.read = 0;
    const page = await findJobs({ ...wanted, owner: 'demo', cursor }, rows);
    expect(page.jobs.length).toBeLessThanOrEqual(wanted.limit);
    expect(rows.read).toBeLessThanOrEqual(500);
    found.push(...page.jobs);
    cursor = page.next;
  }
  return found;
}

test('pages have every job that is wanted once, in order, and none reads more than 500 rows', async () => {
  const wanted = fc.record({
    status: fc.option(fc.constantFrom(...JOB_STATUSES), { nil: undefined }),
    search: fc.option(fc.constantFrom('MÖTE', 'råd', '9', 'nothing'), { nil: undefined }),
    limit: fc.integer({ min: 1, max: 100 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.nat(1300), fc.nat(), wanted, async (count, seed, asked) => {
      const rows = new Rows(count, seed);
      const want = rows.jobs.filter(
        ({ status, metadata }) =>
          (asked.status === undefined || status === asked.status) &&
          (metadata['note'] ?? '').toLowerCase().includes(asked.search?.toLowerCase() ?? ''),
      );
      expect((await allPages(rows, asked)).map(({ jobId }) => jobId)).toEqual(
        want.map(({ jobId }) => jobId),
      );
    }),
    { numRuns: 30 },
  );
});

test('a page that is not filtered reads as many rows as it has jobs', async () => {
  const rows = new Rows(300, 1);
  const { jobs } = await findJobs({ owner: 'demo', limit: 20 }, rows);
  expect([jobs.length, rows.read]).toEqual([20, 20]);
});
