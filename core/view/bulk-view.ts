/** A bulk as the API shows it. */
import * as z from 'zod';
import { usdOf, type PurseState } from '../budgets/purse.ts';
import { BulkId } from '../bulk/bulk-id.ts';
import { BulkSource } from '../bulk/bulk-request.ts';
import {
  Bulk,
  BulkCounts,
  BulkError,
  BulkStatus,
  isOver,
  purseOfBulk,
  WITHOUT_REPORT,
} from '../bulk/bulk.ts';

const BulkLinks = z.strictObject({ self: z.url(), report: z.url().optional() });

/** Answer to POST /jobs/bulk. */
export const CreatedBulk = z
  .strictObject({ bulkId: BulkId, status: BulkStatus, links: BulkLinks })
  .meta({ id: 'CreatedBulk' });
export type CreatedBulk = z.infer<typeof CreatedBulk>;

const Usd = z.number().min(0);

export const BulkMoney = z.strictObject({
  ceilingUsd: Usd,
  committedUsd: Usd.describe('Spent by jobs that have ended, and held for those that have not.'),
  heldUsd: Usd.describe('The part of it that is held: what is not used comes back.'),
  leftUsd: Usd,
});

/** A file that did not become a transcript. */
export const BulkProblem = z.strictObject({
  file: z
    .string()
    .describe('Its key in the audio bucket; of a broken line of a manifest, `line 7`.'),
  code: z.string(),
  message: z.string(),
  jobId: z.string().optional(),
});
export type BulkProblem = z.infer<typeof BulkProblem>;

export const BulkWaiting = z.strictObject({
  code: z.enum(['Money', 'QuotaReached', 'Busy']),
  message: z.string(),
  retryAt: z.iso.datetime(),
});
export type BulkWaiting = z.infer<typeof BulkWaiting>;

export const MOST_PROBLEMS = 100;

export const BulkView = z
  .strictObject({
    bulkId: BulkId,
    status: BulkStatus,
    source: BulkSource,
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().optional(),
    counts: BulkCounts,
    money: BulkMoney.nullable().describe('null without a ceiling.'),
    waitingBecause: BulkWaiting.optional().describe('Why files wait for their job.'),
    error: BulkError.optional().describe('Why no file was taken.'),
    problems: z
      .array(BulkProblem)
      .max(MOST_PROBLEMS)
      .describe('The first files that did not become a transcript; the report has all.'),
    links: BulkLinks,
  })
  .meta({ id: 'Bulk' });
export type BulkView = z.infer<typeof BulkView>;

const BulkEntry = z.strictObject({
  bulkId: BulkId,
  status: BulkStatus,
  source: BulkSource,
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
  links: BulkLinks,
});

export const BulkPage = z
  .strictObject({
    bulks: z.array(BulkEntry),
    nextCursor: z.string().nullable().describe('Not null: there are more.'),
  })
  .meta({ id: 'BulkPage' });
export type BulkPage = z.infer<typeof BulkPage>;

/** One that was cancelled before it began has no report, and one whose workflow was stopped. */
export function linksOfBulk(
  bulk: Pick<Bulk, 'bulkId' | 'status' | 'startedAt' | 'error'>,
  apiUrl: string,
) {
  const self = `${apiUrl}/bulk/${bulk.bulkId}`;
  const isWhole = bulk.startedAt !== undefined && bulk.error?.code !== WITHOUT_REPORT;
  const hasReport = isOver(bulk) && isWhole;
  return hasReport ? { self, report: `${self}/report` } : { self };
}

export function createdBulk(bulk: Bulk, apiUrl: string): CreatedBulk {
  return { bulkId: bulk.bulkId, status: bulk.status, links: linksOfBulk(bulk, apiUrl) };
}

export function entryOfBulk(bulk: Bulk, apiUrl: string): BulkPage['bulks'][number] {
  const { bulkId, status, source, createdAt, endedAt } = bulk;
  const links = linksOfBulk(bulk, apiUrl);
  return { bulkId, status, source, createdAt, ...(endedAt !== undefined && { endedAt }), links };
}

interface BulkContext {
  counts: BulkCounts;
  purse: PurseState | undefined;
  waitingBecause: BulkWaiting | undefined;
  problems: readonly BulkProblem[];
  apiUrl: string;
}

export function viewOfBulk(
  bulk: Bulk,
  { counts, purse, waitingBecause, problems, apiUrl }: BulkContext,
): BulkView {
  const isSubmitted = bulk.list !== undefined && counts.waiting === 0;
  const status = bulk.status === 'submitting' && isSubmitted ? 'running' : bulk.status;
  return {
    ...entryOfBulk(bulk, apiUrl),
    status,
    counts,
    money: moneyOf(bulk, purse),
    ...(waitingBecause && !isOver(bulk) && { waitingBecause }),
    ...(bulk.error && { error: bulk.error }),
    problems: problems.slice(0, MOST_PROBLEMS),
  };
}

function moneyOf(bulk: Bulk, state: PurseState | undefined): BulkView['money'] {
  const purse = purseOfBulk(bulk);
  if (!purse) return null;
  const { committed, held } = state ?? { committed: 0, held: 0 };
  return {
    ceilingUsd: usdOf(purse.limit),
    committedUsd: usdOf(committed),
    heldUsd: usdOf(held),
    leftUsd: usdOf(Math.max(0, purse.limit - committed)),
  };
}
