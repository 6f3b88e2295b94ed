/**
 * Cancels a bulk. Its workflow is never stopped: the batches see the mark at their next look, cancel
 * their jobs, and the report tells how each file ended.
 */
import type { BulkStore } from '../../aws/dynamodb/bulk-store.ts';
import type { Workflow } from '../../aws/workflow.ts';
import { NO_FILES, type Bulk } from '../../bulk/bulk.ts';
import { announceEnd, type AnnounceEndPorts } from './announce-end.ts';

interface CancelBulkPorts extends AnnounceEndPorts {
  bulks: Pick<BulkStore, 'bulk' | 'cancel' | 'end'> & AnnounceEndPorts['bulks'];
  workflow: Pick<Workflow, 'startBulk'> & AnnounceEndPorts['workflow'];
  bulkStateMachineArn: string;
}

/**
 * Idempotent. If the event of the end cannot be stored it throws, and a repeated call sends it.
 * @returns the bulk; undefined if it had ended otherwise @throws SomeFailed
 */
export async function cancelBulk(bulk: Bulk, using: CancelBulkPorts): Promise<Bulk | undefined> {
  const cancelled = await markCancelled(bulk, using);
  // Its workflow was never started if the call that created it died. It finds the mark, and ends the bulk.
  if (cancelled?.status === 'submitting') {
    await using.workflow.startBulk(using.bulkStateMachineArn, cancelled.bulkId);
  }
  if (cancelled) await announceEnd(cancelled, using);
  return cancelled;
}

async function markCancelled(
  { bulkId, cancelledAt }: Bulk,
  { bulks, now }: CancelBulkPorts,
): Promise<Bulk | undefined> {
  const at = now();
  const marked = cancelledAt === undefined ? await bulks.cancel(bulkId, at) : undefined;
  const after = marked ?? (await bulks.bulk(bulkId));
  if (after?.cancelledAt === undefined) return undefined;
  if (after.status !== 'awaiting_files') return after;
  // Without a workflow nothing else ends it. An earlier call may have died after its mark.
  const end = { status: 'cancelled', counts: NO_FILES, at } as const;
  return (await bulks.end(bulkId, end)) ?? (await bulks.bulk(bulkId));
}
