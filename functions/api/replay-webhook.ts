/** POST /webhooks/{id}/replay */
import { DeliveryStore } from '../../core/aws/delivery-store.ts';
import { EndpointStore } from '../../core/aws/endpoint-store.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { readConfig } from '../../core/config.ts';
import { replayWebhookRoute } from '../../core/routes/replay-webhook.ts';
import { replayFailed } from '../../core/steps/replay.ts';
import { WebhookId } from '../../core/webhook-endpoint.ts';
import { keyRoute } from '../http/route.ts';
import { idIn, notThere } from '../http/webhook.ts';

const config = readConfig(['jobsTable', 'deliveryStateMachineArn']);
const jobs = new JobStore(config.jobsTable);
const using = {
  ...config,
  endpoints: new EndpointStore(config.jobsTable),
  deliveries: new DeliveryStore(config.jobsTable),
  workflow: new Workflow(),
};

export const handler = keyRoute(replayWebhookRoute, jobs, async ({ event, owner, body }) => {
  const webhookId = idIn(event, WebhookId);
  const replayed = await replayFailed({ owner, webhookId, since: new Date(body.since) }, using);
  if (!replayed) throw notThere();
  return { status: 202, body: replayed };
});
