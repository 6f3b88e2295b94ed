/** POST /jobs/bulk */
import { BulkStore } from '../../core/aws/dynamodb/bulk-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { createBulkOperation } from '../../core/api/operations/create-bulk.ts';
import { readConfig } from '../../core/base/config.ts';
import { createBulk } from '../../core/steps/bulk/create-bulk.ts';
import { createdBulk } from '../../core/view/bulk-view.ts';
import { keyHandler } from '../http/handler.ts';
import { refusedAsProblem } from '../http/refusals.ts';

const config = readConfig([
  'jobsTable',
  'apiUrl',
  'audioBucket',
  'models',
  'analysisModels',
  'outputBuckets',
  'bulkStateMachineArn',
  'sagemakerEndpoint',
]);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  bulks: new BulkStore(table),
  workflow: new Workflow(),
  now: () => new Date(),
};

export const handler = keyHandler(createBulkOperation, table, async (asking) => {
  const { owner, jobsPerDay, headers, body: request } = asking;
  const asked = { request, owner, jobsPerDay, idempotencyKey: headers['Idempotency-Key'] };
  const bulk = await createBulk(asked, using).catch(refusedAsProblem);
  const body = createdBulk(bulk, config.apiUrl);
  return { status: 202, headers: { Location: body.links.self }, body };
});
