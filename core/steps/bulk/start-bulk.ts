/** Begins a bulk whose files have been sent. */
import type { BulkStore } from '../../aws/dynamodb/bulk-store.ts';
import type { Workflow } from '../../aws/workflow.ts';
import type { Bulk } from '../../bulk/bulk.ts';

/** Thrown for a bulk that was cancelled before it began, or since. */
export class BulkCancelled extends Error {
  constructor() {
    super('The bulk was cancelled. Make a new one.');
    this.name = 'BulkCancelled';
  }
}

interface StartBulkPorts {
  bulks: Pick<BulkStore, 'begin' | 'bulk'>;
  workflow: Pick<Workflow, 'startBulk'>;
  bulkStateMachineArn: string;
}

/** Idempotent, also for one that began by itself or is over. @throws BulkCancelled */
export async function startBulk(bulk: Bulk, using: StartBulkPorts): Promise<Bulk> {
  const { bulks, workflow, bulkStateMachineArn } = using;
  if (bulk.cancelledAt !== undefined) throw new BulkCancelled();
  const { bulkId } = bulk;
  const begun = (await bulks.begin(bulkId)) ?? (await bulks.bulk(bulkId)) ?? bulk;
  if (begun.cancelledAt !== undefined) throw new BulkCancelled();
  // For a repeated request too: if the first one died before this call, the repeat starts the bulk.
  if (begun.status === 'submitting') await workflow.startBulk(bulkStateMachineArn, bulkId);
  return begun;
}
