/**
 * Ends a bulk whose workflow has ended without its report: stopped by hand, or failed with an error that
 * no Catch sees. Its jobs go on, and are found by the same bulk created again.
 */
import type { BulkStore } from '../../aws/dynamodb/bulk-store.ts';
import { isOver, NO_FILES, type Bulk } from '../../bulk/bulk.ts';
import { totalCounts } from '../../bulk/total-counts.ts';
import { logWarning } from '../../base/log.ts';
import { announceEnd, type AnnounceEndPorts } from './announce-end.ts';

interface BulkOverPorts extends AnnounceEndPorts {
  bulks: Pick<BulkStore, 'bulk' | 'end'> & AnnounceEndPorts['bulks'];
}

/** If the report was written, it sends the event that WriteReport could not. */
export async function bulkOver(bulkId: string, using: BulkOverPorts): Promise<void> {
  const bulk = await using.bulks.bulk(bulkId);
  if (!bulk) return;
  const over = isOver(bulk) ? bulk : await endStopped(bulk, using);
  if (over) await announceEnd(over, using);
}

/** @returns undefined if it has ended meanwhile */
async function endStopped(
  { bulkId, list }: Bulk,
  { bulks, now }: BulkOverPorts,
): Promise<Bulk | undefined> {
  const counts = { ...NO_FILES, ...totalCounts(list, []) };
  const over = await bulks.end(bulkId, { status: 'failed', counts, error: STOPPED, at: now() });
  if (over) logWarning('bulk without its report', { bulkId });
  return over;
}

const STOPPED = {
  code: 'internal-error',
  message:
    'The workflow of this bulk ended before its report; jobs that were made go on. An operator finds the reason in the execution that has this bulkId as its name. Create the bulk again: those jobs are found.',
};
