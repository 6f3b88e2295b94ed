/** Numbers of a whole bulk, of those of its list and its batches. */
import type { BatchCounts } from './file-outcome.ts';
import { NO_FILES, type Bulk, type BulkCounts, type BulkStatus } from './bulk.ts';

export function totalCounts(
  list: Bulk['list'],
  batches: readonly { counts: BatchCounts }[],
): BulkCounts {
  const sum = (name: keyof BatchCounts) =>
    batches.reduce((total, { counts }) => total + counts[name], 0);
  const { listed, skipped } = list ?? NO_FILES;
  return {
    ...{ listed, skipped },
    submitted: sum('submitted'),
    earlier: sum('earlier'),
    refused: sum('refused'),
    // Those of batches that have not begun are in no row.
    waiting: Math.max(0, listed - skipped - sum('files')) + sum('waiting'),
    running: sum('running'),
    completed: sum('completed'),
    failed: sum('failed'),
    cancelled: sum('cancelled'),
  };
}

/** How a bulk ends whose files have come to these ends. */
export function statusAtEnd(
  { cancelledAt, error }: Pick<Bulk, 'cancelledAt' | 'error'>,
  { listed, skipped, completed, cancelled }: BulkCounts,
): BulkStatus {
  const files = listed - skipped;
  if (error) return 'failed';
  if (files > 0 && completed === files) return 'completed';
  if (cancelledAt !== undefined && (cancelled > 0 || files === 0)) return 'cancelled';
  return completed > 0 ? 'partial' : 'failed';
}
