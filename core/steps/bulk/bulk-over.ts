/**
 * Ends a bulk whose workflow has ended without its report: stopped by hand, or failed with an error that
 * no Catch sees. Its jobs go on, and are found by the same bulk created again.
 */
import type { BulkBatches } from '../../aws/dynamodb/bulk-batches.ts';
import type { BulkStore } from '../../aws/dynamodb/bulk-store.ts';
import { isOver, WITHOUT_REPORT, type Bulk } from '../../bulk/bulk.ts';
import { statusAtEnd, totalCounts } from '../../bulk/total-counts.ts';
import { logWarning } from '../../base/log.ts';
import { announceEnd, type AnnounceEndPorts } from './announce-end.ts';

interface BulkOverPorts extends AnnounceEndPorts {
  bulks: Pick<BulkStore, 'bulk' | 'end'> & AnnounceEndPorts['bulks'];
  batches: Pick<BulkBatches, 'all'>;
}

/** If the report was written, it sends the event that WriteReport could not. */
export async function bulkOver(bulkId: string, using: BulkOverPorts): Promise<void> {
  const bulk = await using.bulks.bulk(bulkId);
  if (!bulk) return;
  const over = isOver(bulk) ? bulk : await endStopped(bulk, using);
  if (over) await announceEnd(over, using);
}

/** By what its batches have noted. @returns undefined if it has ended meanwhile */
async function endStopped(
  { bulkId, list, cancelledAt }: Bulk,
  { bulks, batches, now }: BulkOverPorts,
): Promise<Bulk | undefined> {
  const counts = totalCounts(list, await batches.all(bulkId));
  const status = statusAtEnd({ cancelledAt }, counts);
  const over = await bulks.end(bulkId, { status, counts, error: STOPPED, at: now() });
  if (over) logWarning('bulk without its report', { bulkId });
  return over;
}

const STOPPED = {
  code: WITHOUT_REPORT,
  message:
    'The workflow of this bulk ended before its report; jobs that were made go on. An operator finds the reason in the execution that has this bulkId as its name. Create the bulk again: those jobs are found.',
};
