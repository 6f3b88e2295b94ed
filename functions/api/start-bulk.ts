/** POST /bulk/{id}/start */
import { BulkStore } from '../../core/aws/dynamodb/bulk-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { startBulkOperation } from '../../core/api/operations/start-bulk.ts';
import { readConfig } from '../../core/base/config.ts';
import { BulkCancelled, startBulk } from '../../core/steps/bulk/start-bulk.ts';
import { createdBulk } from '../../core/view/bulk-view.ts';
import { keyHandler } from '../http/handler.ts';
import { ownedBulk } from '../http/owned-bulk.ts';
import { HttpProblem } from '../http/problem.ts';

const config = readConfig(['jobsTable', 'apiUrl', 'bulkStateMachineArn']);
const table = new JobsTable(config.jobsTable);
const using = { ...config, bulks: new BulkStore(table), workflow: new Workflow() };

export const handler = keyHandler(startBulkOperation, table, async ({ event, owner }) => {
  const bulk = await ownedBulk(event, owner, using);
  const begun = await startBulk(bulk, using).catch(cancelledAsProblem);
  return { status: 202, body: createdBulk(begun, config.apiUrl) };
});

function cancelledAsProblem(error: unknown): never {
  if (!(error instanceof BulkCancelled)) throw error;
  throw new HttpProblem('not-in-this-state', error.message);
}
