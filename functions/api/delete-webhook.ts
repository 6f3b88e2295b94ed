/** DELETE /webhooks/{id} */
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { readConfig } from '../../core/base/config.ts';
import { deleteWebhookOperation } from '../../core/api/operations/delete-webhook.ts';
import { deleteEndpoint } from '../../core/steps/webhooks/register-endpoint.ts';
import { EndpointId } from '../../core/webhooks/webhook-endpoint.ts';
import { keyHandler } from '../http/handler.ts';
import { idIn, notThere } from '../http/webhook.ts';

const config = readConfig(['stage', 'jobsTable']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  endpoints: new EndpointStore(table),
  parameters: new Parameters(),
};

export const handler = keyHandler(deleteWebhookOperation, table, async ({ event, owner }) => {
  const webhookId = idIn(event, EndpointId);
  if (!(await deleteEndpoint({ owner, webhookId }, using))) throw notThere();
  return { status: 204, body: '' };
});
