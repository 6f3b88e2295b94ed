/** DELETE /bulk/{id} */
import { BulkBatches } from '../../core/aws/dynamodb/bulk-batches.ts';
import { BulkStore } from '../../core/aws/dynamodb/bulk-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { ObjectRemoval } from '../../core/aws/s3/object-removal.ts';
import { deleteBulkOperation } from '../../core/api/operations/delete-bulk.ts';
import { readConfig } from '../../core/base/config.ts';
import { deleteBulk } from '../../core/steps/bulk/delete-bulk.ts';
import { receiptSigner } from '../../core/steps/receipts/receipt-signer.ts';
import { keyHandler } from '../http/handler.ts';
import { ownedBulk } from '../http/owned-bulk.ts';
import { HttpProblem } from '../http/problem.ts';

const config = readConfig(['stage', 'jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  bulks: new BulkStore(table),
  batches: new BulkBatches(table),
  objects: new ObjectRemoval(),
  signer: receiptSigner(config.stage, new Parameters()),
  now: () => new Date(),
};

export const handler = keyHandler(deleteBulkOperation, table, async ({ event, owner }) => {
  const bulk = await ownedBulk(event, owner, { ...using, evenDeleting: true });
  const receipt = await deleteBulk(bulk, using);
  if (!receipt) {
    const detail = 'The bulk is not over. Cancel it first, or wait for its end.';
    throw new HttpProblem('not-in-this-state', detail);
  }
  return { status: 200, body: receipt };
});
