/** Receipt of a deleted bulk: numbers and times only. */
import * as z from 'zod';
import { PURSE_KEPT_MS } from '../budgets/purse.ts';
import { BulkId } from '../bulk/bulk-id.ts';
import { Signature } from '../receipts/signature.ts';
import { KEPT_DAYS } from './deletion-receipt.ts';

const DAY_MS = 24 * 3600 * 1000;
/** Until the table has deleted what is kept of a bulk. */
const MARK_DAYS = PURSE_KEPT_MS / DAY_MS + KEPT_DAYS.deliveriesLate;

export const BulkDeletion = z
  .strictObject({
    bulkId: BulkId,
    deletedAt: z.iso.datetime(),
    removed: z.strictObject({
      objects: z.int().min(0).describe('Its list, batches and report.'),
      items: z.int().min(0).describe('Of the table.'),
    }),
    remains: z.array(
      z.strictObject({
        where: z.enum(['table', 'table-backups', 'workflow-history', 'logs', 'audio-bucket']),
        what: z.string(),
        until: z.iso.datetime().nullable().describe('`null`: as its jobs, or you, remove it.'),
      }),
    ),
    signature: Signature.optional(),
  })
  .meta({ id: 'BulkDeletion' });
export type BulkDeletion = z.infer<typeof BulkDeletion>;

export function bulkDeletion(
  bulkId: string,
  removed: BulkDeletion['removed'],
  now: Date,
): BulkDeletion {
  const until = (days: number) => new Date(now.getTime() + days * DAY_MS).toISOString();
  return {
    bulkId,
    deletedAt: now.toISOString(),
    removed,
    remains: [
      {
        where: 'table',
        what: 'Its id, which no other bulk gets, and the sums of its ceiling.',
        until: until(MARK_DAYS),
      },
      {
        where: 'table-backups',
        what: 'Its rows, with the names of files that failed.',
        until: until(KEPT_DAYS.backups),
      },
      {
        where: 'workflow-history',
        what: 'The names of its files.',
        until: until(KEPT_DAYS.history),
      },
      { where: 'logs', what: 'Its id.', until: until(KEPT_DAYS.logs + KEPT_DAYS.logsLate) },
      {
        where: 'audio-bucket',
        what: 'Its audio: of a job until that is deleted, else for 30 days; and your manifest.',
        until: null,
      },
    ],
  };
}
