/** POST /webhooks */
import { AddressGuard } from '../../core/base/address-guard.ts';
import { EndpointStore, TooManyEndpoints } from '../../core/aws/dynamodb/endpoint-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { readConfig } from '../../core/base/config.ts';
import { createWebhookOperation } from '../../core/api/operations/create-webhook.ts';
import { registerEndpoint } from '../../core/steps/webhooks/register-endpoint.ts';
import { checkCallable } from '../http/callable.ts';
import { keyHandler } from '../http/handler.ts';
import { refusedBy } from '../http/webhook.ts';

const config = readConfig(['stage', 'jobsTable', 'webhookAllow']);
const table = new JobsTable(config.jobsTable);
const guard = new AddressGuard(config.webhookAllow);
const using = {
  ...config,
  endpoints: new EndpointStore(table),
  parameters: new Parameters(),
};

export const handler = keyHandler(createWebhookOperation, table, async ({ owner, body }) => {
  checkCallable(body.url, 'url', guard);
  const created = await registerEndpoint(body, owner, using).catch(refusedBy(TooManyEndpoints));
  return { status: 201, body: created };
});
