/** GET /webhooks */
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { readConfig } from '../../core/base/config.ts';
import { listWebhooksRoute } from '../../core/api/operations/list-webhooks.ts';
import { viewOfEndpoint } from '../../core/webhooks/webhook-endpoint.ts';
import { keyRoute } from '../http/route.ts';

const config = readConfig(['jobsTable']);
const table = new JobsTable(config.jobsTable);
const endpoints = new EndpointStore(table);

export const handler = keyRoute(listWebhooksRoute, table, async ({ owner }) => {
  const found = await endpoints.ofOwner(owner);
  const byAge = found.toSorted((one, other) => one.createdAt.localeCompare(other.createdAt));
  return { status: 200, body: { webhooks: byAge.map(viewOfEndpoint) } };
});
