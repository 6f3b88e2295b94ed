import { expect, test } from 'vitest';
import type { JobCursor } from '../../core/aws/dynamodb/job-lists.ts';
import { monthCosts } from '../../core/steps/requests/month-costs.ts';
import { aJob } from '../support/a-job.ts';

test('a month of very many jobs is added up in pages of at most 1000 rows', async () => {
  const all = Array.from({ length: 2100 }, () => aJob());
  let read = 0;
  const lists = {
    ofOwner: ({ limit, cursor }: { limit: number; cursor?: JobCursor | undefined }) => {
      const from = Number(cursor?.listedAs ?? 0);
      const jobs = all.slice(from, from + limit);
      read += jobs.length;
      const next = { pk: '', sk: '', listedAs: String(from + limit) };
      return Promise.resolve({ jobs, ...(from + limit < all.length && { next }) });
    },
  };
  const found: number[] = [];
  let cursor: JobCursor | undefined;
  do {
    read = 0;
    const page = await monthCosts({ owner: 'demo', month: '2026-02', cursor }, lists, new Date());
    expect(page.jobs).toBe(read);
    found.push(page.jobs);
    cursor = page.next;
  } while (cursor);
  expect(found).toEqual([1000, 1000, 100]);
});
