/** POST /webhooks/{id}/rotate?overlapSeconds= */
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { readConfig } from '../../core/base/config.ts';
import { rotateWebhookOperation } from '../../core/api/operations/rotate-webhook.ts';
import { rotateSecret, RotationRunning } from '../../core/steps/webhooks/rotate-secret.ts';
import { WebhookId } from '../../core/webhooks/webhook-endpoint.ts';
import { RotatedTooOften } from '../../core/webhooks/webhook-secret.ts';
import { keyHandler } from '../http/handler.ts';
import { idIn, notThere, refusedBy } from '../http/webhook.ts';

const config = readConfig(['stage', 'jobsTable']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  endpoints: new EndpointStore(table),
  parameters: new Parameters(),
};

export const handler = keyHandler(
  rotateWebhookOperation,
  table,
  async ({ event, owner, query }) => {
    const asked = { owner, webhookId: idIn(event, WebhookId), ...query };
    const rotated = await rotateSecret(asked, using).catch(
      refusedBy(RotationRunning, RotatedTooOften),
    );
    if (!rotated) throw notThere();
    return { status: 200, body: rotated };
  },
);
