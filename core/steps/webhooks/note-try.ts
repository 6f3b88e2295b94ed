/** Records a try: in its delivery, the job's timeline and the endpoint's health. */
import { logWarning } from '../../base/log.ts';
import type { JobStore } from '../../aws/dynamodb/job-store.ts';
import {
  afterTry,
  isTaken,
  type Delivery,
  type Try,
  type TryOutcome,
} from '../../webhooks/delivery.ts';
import { jobIdOfDelivery } from '../../webhooks/delivery-id.ts';
import type { WebhookEndpoint } from '../../webhooks/webhook-endpoint.ts';
import { noteHealth, type Carer } from './endpoint-health.ts';

export interface Noter extends Carer {
  jobs: JobStore;
}

export interface Tried {
  delivery: Delivery;
  outcome: TryOutcome;
  /** Undefined for a job's own webhook. */
  endpoint: WebhookEndpoint | undefined;
}

/** @returns the delivery after the try; undefined if it is gone, or was replayed meanwhile */
export async function noteTry(
  { delivery, outcome, endpoint }: Tried,
  using: Noter,
): Promise<Delivery | undefined> {
  const after = afterTry(delivery, outcome);
  const isNoted =
    (await using.deliveries.replace(delivery, after)) || (await isStored(after, using));
  if (!isNoted) return undefined;
  logFailure(after);
  await noteInTimeline(after, using.jobs);
  if (endpoint) await noteHealth(endpoint, after, using);
  return after;
}

/** The SDK repeats a write whose answer was lost, and the second one is refused. */
async function isStored(after: Delivery, { deliveries }: Noter): Promise<boolean> {
  const stored = await deliveries.find(after.deliveryId);
  return (
    stored?.round === after.round &&
    stored.failures === after.failures &&
    stored.tries.at(-1)?.at === after.tries.at(-1)?.at
  );
}

/** `message` of the log line of a failed try. */
export const WEBHOOK_FAILED = 'webhook failed';

/** Without the address, which may have a secret. */
function logFailure({ deliveryId, webhookId, type, status, failures, tries }: Delivery): void {
  const tried = tries.at(-1);
  if (!tried || isTaken(tried)) return;
  const givenUp = status === 'failed' ? 1 : 0;
  const result = resultOf(tried);
  logWarning(WEBHOOK_FAILED, { deliveryId, webhookId, event: type, result, failures, givenUp });
}

async function noteInTimeline(delivery: Delivery, jobs: JobStore): Promise<void> {
  const { deliveryId, type, attempt } = delivery;
  const jobId = jobIdOfDelivery(deliveryId);
  const tried = delivery.tries.at(-1);
  if (jobId === undefined || !tried) return;
  const what = isTaken(tried) ? 'webhook-delivered' : 'webhook-failed';
  const detail = { event: type, result: resultOf(tried), deliveryId };
  await jobs.addEvents(jobId, attempt, [{ what, detail }]);
}

function resultOf({ error, responseStatus = 0 }: Try): string {
  return error ?? `status ${responseStatus}`;
}
