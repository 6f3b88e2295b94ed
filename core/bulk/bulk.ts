/**
 * A bulk: thousands of files of one owner, each of which gets a job. Its row is the order; what
 * becomes of the files is in a row for each batch (bulk-batch.ts) and in the results bucket.
 */
import * as z from 'zod';
import type { S3Object } from '../audio/audio.ts';
import { bulkPurse, microUsd, type Purse } from '../budgets/purse.ts';
import { BulkId } from './bulk-id.ts';
import { BulkOptions, BulkSource } from './bulk-request.ts';

/** `awaiting_files`: until POST /bulk/{id}/start. The last four are final. */
export const BulkStatus = z
  .enum(['awaiting_files', 'submitting', 'running', 'completed', 'partial', 'cancelled', 'failed'])
  .describe(
    '`submitting`: some files have no job yet. `running`: all have one, or a reason. `partial`: some files did not complete. `failed`: none did.',
  );
export type BulkStatus = z.infer<typeof BulkStatus>;

export const FINAL_STATUSES: readonly BulkStatus[] = [
  'completed',
  'partial',
  'cancelled',
  'failed',
];

export function isOver({ status }: Pick<Bulk, 'status'>): boolean {
  return FINAL_STATUSES.includes(status);
}

const Count = z.int().min(0);

/** Numbers of files. */
export const BulkCounts = z.strictObject({
  listed: Count.describe('Keys below the prefix, or lines of the manifest.'),
  submitted: Count.describe('Got a job of this bulk.'),
  earlier: Count.describe(
    'Had a job already: the same audio object and options, asked for before.',
  ),
  skipped: Count.describe('No files: names of folders, and repeated lines.'),
  refused: Count.describe('Got no job; the report says why.'),
  waiting: Count.describe('Get their job when there is room, money or quota.'),
  running: Count.describe('Of those with a job: not ended.'),
  completed: Count,
  failed: Count,
  cancelled: Count.describe('With the files that had no job when the bulk was cancelled.'),
});
export type BulkCounts = z.infer<typeof BulkCounts>;

export const NO_FILES: BulkCounts = {
  listed: 0,
  submitted: 0,
  earlier: 0,
  skipped: 0,
  refused: 0,
  waiting: 0,
  running: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
};

/** Why a bulk ended without its files: its list cannot be read, is empty or too long. */
export const BulkError = z.strictObject({ code: z.string(), message: z.string() });
export type BulkError = z.infer<typeof BulkError>;
/** Code of a bulk whose workflow ended before its report. */
export const WITHOUT_REPORT = 'internal-error';

export const Bulk = z.object({
  bulkId: BulkId,
  /** Not named `owner`: the index of jobs by owner would list it. */
  ownedBy: z.string(),
  status: BulkStatus,
  source: BulkSource,
  /** As they were asked for: CreateJobRequest parses them for each file. */
  options: BulkOptions,
  maxCostUsd: z.number().positive().optional(),
  retryFailed: z.boolean(),
  /** Limit of the key that made it; the owner's count of the day is shared with all other jobs. */
  jobsPerDay: z.int().min(0),
  /** Hash of the request's body: another one with the same Idempotency-Key is refused. */
  bodyHash: z.string(),
  createdAt: z.iso.datetime(),
  /** When its list was begun to be read. */
  startedAt: z.iso.datetime().optional(),
  /** Numbers that the list gives: `listed` and `skipped`; the rest is counted from the batches. */
  list: z.object({ listed: Count, skipped: Count }).optional(),
  cancelledAt: z.iso.datetime().optional(),
  endedAt: z.iso.datetime().optional(),
  /** When its event was stored for all receivers. */
  announcedAt: z.iso.datetime().optional(),
  /** Final numbers, once it is over. */
  counts: BulkCounts.optional(),
  error: BulkError.optional(),
  isDeleting: z.literal(true).optional(),
});
export type Bulk = z.infer<typeof Bulk>;

/** The sum that its jobs share; undefined without a ceiling. */
export function purseOfBulk({
  bulkId,
  maxCostUsd,
}: Pick<Bulk, 'bulkId' | 'maxCostUsd'>): Purse | undefined {
  if (maxCostUsd === undefined) return undefined;
  return { name: bulkPurse(bulkId), limit: microUsd(maxCostUsd) };
}

/** Where the files of a bulk that are uploaded lie, in the audio bucket. */
export function uploadPrefix({ bulkId, ownedBy }: Pick<Bulk, 'bulkId' | 'ownedBy'>): string {
  return `in/${ownedBy}/bulk/${bulkId}/`;
}

/** Folder of a bulk in the results bucket: its list, its batches and its report. */
export function bulkPrefix(bulkId: string): string {
  return `bulk/${bulkId}/`;
}

/** Forms of the report, with their media types. */
export const REPORT_TYPES = {
  jsonl: 'application/jsonl',
  csv: 'text/csv; charset=utf-8',
} as const;
export type ReportFormat = keyof typeof REPORT_TYPES;

export function reportPlace(
  bulkId: string,
  format: ReportFormat,
  { resultsBucket }: { resultsBucket: string },
): S3Object {
  return { bucket: resultsBucket, key: `${bulkPrefix(bulkId)}report.${format}` };
}
