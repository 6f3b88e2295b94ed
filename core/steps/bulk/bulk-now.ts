/** A bulk as it stands: the numbers of its batches, its money, and the first problems. */
import type { BulkBatches } from '../../aws/dynamodb/bulk-batches.ts';
import type { BulkStore } from '../../aws/dynamodb/bulk-store.ts';
import type { Bulk } from '../../bulk/bulk.ts';
import { totalCounts } from '../../bulk/total-counts.ts';
import { MOST_PROBLEMS, viewOfBulk, type BulkView } from '../../view/bulk-view.ts';

export interface BulkNowPorts {
  bulks: Pick<BulkStore, 'purse'>;
  batches: Pick<BulkBatches, 'all' | 'problems'>;
  apiUrl: string;
}

export async function bulkNow(
  bulk: Bulk,
  { bulks, batches, apiUrl }: BulkNowPorts,
): Promise<BulkView> {
  const { bulkId, maxCostUsd } = bulk;
  const [rows, problems, purse] = await Promise.all([
    bulk.counts ? [] : batches.all(bulkId),
    batches.problems(bulkId, MOST_PROBLEMS),
    maxCostUsd === undefined ? undefined : bulks.purse(bulkId),
  ]);
  const [waitingBecause] = rows
    .flatMap(({ waiting }) => (waiting ? [waiting] : []))
    .sort((one, other) => other.retryAt.localeCompare(one.retryAt));
  const counts = bulk.counts ?? totalCounts(bulk.list, rows);
  return viewOfBulk(bulk, { counts, purse, waitingBecause, problems, apiUrl });
}
