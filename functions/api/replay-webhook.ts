/** POST /webhooks/{id}/replay */
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { OwnerShares } from '../../core/aws/dynamodb/owner-shares.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { readConfig } from '../../core/base/config.ts';
import { replayWebhookOperation } from '../../core/api/operations/replay-webhook.ts';
import { replayFailed } from '../../core/steps/webhooks/replay.ts';
import { WebhookId } from '../../core/webhooks/webhook-endpoint.ts';
import { keyHandler } from '../http/handler.ts';
import { idIn, notThere } from '../http/webhook.ts';

const config = readConfig(['jobsTable', 'deliveryStateMachineArn']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  endpoints: new EndpointStore(table),
  shares: new OwnerShares(table),
  deliveries: new DeliveryStore(table),
  workflow: new Workflow(),
};

export const handler = keyHandler(replayWebhookOperation, table, async ({ event, owner, body }) => {
  const webhookId = idIn(event, WebhookId);
  const replayed = await replayFailed({ owner, webhookId, since: new Date(body.since) }, using);
  if (!replayed) throw notThere();
  return { status: 202, body: replayed };
});
