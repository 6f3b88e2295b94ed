/** An owner's jobs by status, time and words, page by page. */
import type { JobCursor, JobLists } from '../../aws/dynamodb/job-lists.ts';
import { cursorAt } from '../../aws/dynamodb/job-lists.ts';
import type { Job } from '../../job/job.ts';
import type { JobStatus } from '../../job/job-status.ts';

/** Rows that a request reads at most. */
const MOST_ROWS = 500;
/** Rows of one query, where not all of them are wanted. */
const ROWS_AT_ONCE = 100;

export interface WantedJobs {
  owner: string;
  status?: JobStatus | undefined;
  /** Part of the file's name or of a value in the metadata, in any case. */
  search?: string | undefined;
  /** Created then or later. */
  from?: string | undefined;
  /** Created before. */
  to?: string | undefined;
  cursor?: JobCursor | undefined;
  limit: number;
}

/** Newest first. A page may have fewer jobs than `limit`, or none, and yet be followed by another. */
export async function findJobs(
  { status, search, limit, ...listed }: WantedJobs,
  lists: Pick<JobLists, 'ofOwner'>,
): Promise<{ jobs: Job[]; next?: JobCursor }> {
  const words = search && comparable(search);
  const isFiltered = status !== undefined || words !== undefined;
  const atOnce = isFiltered ? ROWS_AT_ONCE : limit;
  const jobs: Job[] = [];
  let cursor = listed.cursor;
  for (let read = 0; read < MOST_ROWS; read += atOnce) {
    const page = await lists.ofOwner({ ...listed, cursor, limit: atOnce });
    for (const job of page.jobs) {
      if (status !== undefined && job.status !== status) continue;
      if (words !== undefined && !hasWords(job, words)) continue;
      jobs.push(job);
      if (jobs.length < limit) continue;
      const isLast = job === page.jobs.at(-1);
      const next = isLast ? page.next : cursorAt(job);
      return { jobs, ...(next && { next }) };
    }
    cursor = page.next;
    if (!cursor) return { jobs };
  }
  return { jobs, ...(cursor && { next: cursor }) };
}

function hasWords({ audio, metadata }: Job, words: string): boolean {
  return [audio.filename, ...Object.values(metadata)].some((text) =>
    comparable(text).includes(words),
  );
}

/** Some systems write é as two characters. */
function comparable(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
