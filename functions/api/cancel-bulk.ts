/** POST /bulk/{id}/cancel */
import { BulkBatches } from '../../core/aws/dynamodb/bulk-batches.ts';
import { BulkStore } from '../../core/aws/dynamodb/bulk-store.ts';
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { cancelBulkOperation } from '../../core/api/operations/cancel-bulk.ts';
import { readConfig } from '../../core/base/config.ts';
import { bulkNow } from '../../core/steps/bulk/bulk-now.ts';
import { cancelBulk } from '../../core/steps/bulk/cancel-bulk.ts';
import { keyHandler } from '../http/handler.ts';
import { ownedBulk } from '../http/owned-bulk.ts';
import { HttpProblem } from '../http/problem.ts';

const config = readConfig([
  'jobsTable',
  'apiUrl',
  'bulkStateMachineArn',
  'deliveryStateMachineArn',
]);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  bulks: new BulkStore(table),
  batches: new BulkBatches(table),
  deliveries: new DeliveryStore(table),
  endpoints: new EndpointStore(table),
  workflow: new Workflow(),
  now: () => new Date(),
};

export const handler = keyHandler(cancelBulkOperation, table, async ({ event, owner }) => {
  const bulk = await ownedBulk(event, owner, using);
  const cancelled = await cancelBulk(bulk, using);
  if (!cancelled) {
    throw new HttpProblem('not-in-this-state', 'The bulk is over, so there is nothing to cancel.');
  }
  return { status: 200, body: await bulkNow(cancelled, using) };
});
