/** POST /webhooks/{id}/rotate?overlapSeconds= */
import { EndpointStore } from '../../core/aws/endpoint-store.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { readConfig } from '../../core/config.ts';
import { rotateWebhookRoute } from '../../core/routes/rotate-webhook.ts';
import { rotateSecret, RotationRunning } from '../../core/steps/rotate-secret.ts';
import { WebhookId } from '../../core/webhook-endpoint.ts';
import { RotatedTooOften } from '../../core/webhook-secret.ts';
import { keyRoute } from '../http/route.ts';
import { idIn, notThere, refusedBy } from '../http/webhook.ts';

const config = readConfig(['stage', 'jobsTable']);
const jobs = new JobStore(config.jobsTable);
const using = {
  ...config,
  endpoints: new EndpointStore(config.jobsTable),
  parameters: new Parameters(),
};

export const handler = keyRoute(rotateWebhookRoute, jobs, async ({ event, owner, query }) => {
  const asked = { owner, webhookId: idIn(event, WebhookId), ...query };
  const rotated = await rotateSecret(asked, using).catch(
    refusedBy(RotationRunning, RotatedTooOften),
  );
  if (!rotated) throw notThere();
  return { status: 200, body: rotated };
});
