/** Deletes what is stored of a bulk, and none of its jobs. Its own row goes last: a repeat goes on. */
import type { BulkBatches } from '../../aws/dynamodb/bulk-batches.ts';
import type { BulkStore } from '../../aws/dynamodb/bulk-store.ts';
import type { ObjectRemoval } from '../../aws/s3/object-removal.ts';
import { bulkPrefix, type Bulk } from '../../bulk/bulk.ts';
import type { ReceiptSigner } from '../receipts/receipt-signer.ts';
import { bulkDeletion, type BulkDeletion } from '../../view/bulk-deletion.ts';

interface DeleteBulkPorts {
  bulks: Pick<BulkStore, 'close' | 'remove'>;
  batches: Pick<BulkBatches, 'removeAll'>;
  objects: Pick<ObjectRemoval, 'below' | 'remove'>;
  signer: ReceiptSigner;
  resultsBucket: string;
  now: () => Date;
}

/** @returns undefined if the bulk is not over. @throws ObjectsNotRemoved */
export async function deleteBulk(
  { bulkId }: Bulk,
  { bulks, batches, objects, signer, resultsBucket, now }: DeleteBulkPorts,
): Promise<BulkDeletion | undefined> {
  if (!(await bulks.close(bulkId))) return undefined;
  const documents = await objects.below(resultsBucket, bulkPrefix(bulkId));
  await objects.remove(resultsBucket, documents);
  const rows = await batches.removeAll(bulkId);
  const removed = { objects: documents.length, items: rows + 1 };
  // Before its row goes, by which a repeat would find it.
  const at = now();
  const receipt = await signer.signed(bulkDeletion(bulkId, removed, at));
  await bulks.remove(bulkId, at);
  return receipt;
}
