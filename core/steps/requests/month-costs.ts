/** Adds up the receipts of an owner's jobs of a month. */
import type { JobCursor, JobLists } from '../../aws/dynamodb/job-lists.ts';
import type { Job } from '../../job/job.ts';
import { isFinal } from '../../job/job-status.ts';
import { costReceipt } from '../../view/cost-receipt.ts';

/** Rows that a request reads at most, about 2 kB each; more are on a further page. */
const MOST_ROWS = 1000;
const ROWS_AT_ONCE = 500;
/** Reciprocal of the smallest amount of a receipt; sums are integers of it, so they are exact. */
const DIGITS = 1e8;

interface MonthAsked {
  owner: string;
  /** 2026-11 */
  month: string;
  cursor?: JobCursor | undefined;
}

interface Sum {
  usd: number;
  jobs: number;
  audioSeconds: number;
  running: number;
}

export async function monthCosts(
  { owner, month, cursor: first }: MonthAsked,
  lists: Pick<JobLists, 'ofOwner'>,
  now: Date,
): Promise<Sum & { next?: JobCursor }> {
  const span = spanOf(month);
  const sum = { usd: 0, jobs: 0, audioSeconds: 0, running: 0 };
  let cursor = first;
  for (let read = 0; read < MOST_ROWS; read += ROWS_AT_ONCE) {
    const page = await lists.ofOwner({ owner, ...span, cursor, limit: ROWS_AT_ONCE });
    for (const job of page.jobs) add(job, sum, now);
    cursor = page.next;
    if (!cursor) break;
  }
  const usd = sum.usd / DIGITS;
  const audioSeconds = Math.round(sum.audioSeconds * 1000) / 1000;
  return { ...sum, usd, audioSeconds, ...(cursor && { next: cursor }) };
}

function add(job: Job, sum: Sum, now: Date): void {
  sum.jobs += 1;
  sum.usd += Math.round((costReceipt(job, now)?.totalUsd ?? 0) * DIGITS);
  // A later analysis has the length of the recording, which it did not hear.
  if (job.analysisOf === undefined) sum.audioSeconds += job.result?.durationSeconds ?? 0;
  if (!isFinal(job.status)) sum.running += 1;
}

function spanOf(month: string): { from: string; to: string } {
  const from = new Date(`${month}-01T00:00:00.000Z`);
  const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1));
  return { from: from.toISOString(), to: to.toISOString() };
}
