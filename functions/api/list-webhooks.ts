/** GET /webhooks */
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { readConfig } from '../../core/base/config.ts';
import { listWebhooksOperation } from '../../core/api/operations/list-webhooks.ts';
import { viewOfEndpoint } from '../../core/webhooks/webhook-endpoint.ts';
import { keyHandler } from '../http/handler.ts';

const config = readConfig(['jobsTable']);
const table = new JobsTable(config.jobsTable);
const endpoints = new EndpointStore(table);

export const handler = keyHandler(listWebhooksOperation, table, async ({ owner }) => {
  const found = await endpoints.ofOwner(owner);
  const byAge = found.toSorted((one, other) => one.createdAt.localeCompare(other.createdAt));
  return { status: 200, body: { webhooks: byAge.map(viewOfEndpoint) } };
});
