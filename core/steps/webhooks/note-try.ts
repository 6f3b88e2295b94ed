/** Records a try beside its delivery: in the job's timeline and the endpoint's health. */
import type { JobStore } from '../../aws/dynamodb/job-store.ts';
import { isTaken, type Delivery } from '../../webhooks/delivery.ts';
import { jobIdOfDelivery } from '../../webhooks/delivery-id.ts';
import type { WebhookEndpoint } from '../../webhooks/webhook-endpoint.ts';
import { noteHealth, type Carer } from './endpoint-health.ts';

export interface Noter extends Carer {
  jobs: JobStore;
}

/** @param endpoint undefined for a job's own webhook */
export async function noteTry(
  delivery: Delivery,
  endpoint: WebhookEndpoint | undefined,
  using: Noter,
): Promise<void> {
  await noteInTimeline(delivery, using.jobs);
  if (endpoint) await noteHealth(endpoint, delivery, using);
}

async function noteInTimeline(delivery: Delivery, jobs: JobStore): Promise<void> {
  const { deliveryId, type, attempt } = delivery;
  const jobId = jobIdOfDelivery(deliveryId);
  const tried = delivery.tries.at(-1);
  if (jobId === undefined || !tried) return;
  const what = isTaken(tried) ? 'webhook-delivered' : 'webhook-failed';
  const result = tried.error ?? `status ${tried.responseStatus ?? 0}`;
  await jobs.addEvents(jobId, attempt, [{ what, detail: { event: type, result, deliveryId } }]);
}
