/** POST /webhooks/test */
import { AddressGuard } from '../../core/base/address-guard.ts';
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { OwnerShares } from '../../core/aws/dynamodb/owner-shares.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { RecentParameters } from '../../core/aws/recent-parameters.ts';
import { readConfig } from '../../core/base/config.ts';
import { testWebhookOperation } from '../../core/api/operations/test-webhook.ts';
import { testWebhook } from '../../core/steps/webhooks/test-webhook.ts';
import { checkCallable } from '../http/callable.ts';
import { keyHandler } from '../http/handler.ts';
import { notThere } from '../http/webhook.ts';

const config = readConfig(['stage', 'jobsTable', 'apiUrl', 'webhookAllow', 'parameterSeconds']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  endpoints: new EndpointStore(table),
  shares: new OwnerShares(table),
  parameters: new RecentParameters(new Parameters(), config.parameterSeconds),
  guard: new AddressGuard(config.webhookAllow),
};

export const handler = keyHandler(testWebhookOperation, table, async ({ owner, body }) => {
  if (body.url !== undefined) checkCallable(body.url, 'url', using.guard);
  const tested = await testWebhook(body, owner, using);
  if (!tested) throw notThere();
  return { status: 200, body: tested };
});
