/** The row by which a new job's retention is kept (retention-rows.ts). */
import type { Job } from '../../job/job.ts';
import { firstLookAt } from '../../job/kept-until.ts';
import { RETENTION, retentionKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';
import type { Writes } from './transact.ts';

/** For the transaction that creates a job; nothing without a retention. */
export function retentionWrites(job: Job, table: JobsTable): Writes {
  const at = firstLookAt(job);
  if (!at) return [];
  const Item = { ...retentionKey(job.jobId), open: RETENTION, listedAs: dueAs(at, job.jobId) };
  return [{ Put: { TableName: table.name, Item } }];
}

/** Place in the index: by the time of the next look. */
export function dueAs(at: Date, jobId: string): string {
  return `${at.toISOString()}#${jobId}`;
}
