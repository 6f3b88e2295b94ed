/** GET /bulk/{id} */
import { BulkBatches } from '../../core/aws/dynamodb/bulk-batches.ts';
import { BulkStore } from '../../core/aws/dynamodb/bulk-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { getBulkOperation } from '../../core/api/operations/get-bulk.ts';
import { readConfig } from '../../core/base/config.ts';
import { bulkNow } from '../../core/steps/bulk/bulk-now.ts';
import { keyHandler } from '../http/handler.ts';
import { ownedBulk } from '../http/owned-bulk.ts';

const config = readConfig(['jobsTable', 'apiUrl']);
const table = new JobsTable(config.jobsTable);
const using = { ...config, bulks: new BulkStore(table), batches: new BulkBatches(table) };

export const handler = keyHandler(getBulkOperation, table, async ({ event, owner }) => {
  const bulk = await ownedBulk(event, owner, using);
  return { status: 200, body: await bulkNow(bulk, using) };
});
