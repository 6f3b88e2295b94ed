/**
 * Sends a job's final events to all subscribers, one immediate try each. Failed ones are retried in
 * executions of their own, so that the job's can end. All deliveries are stored before the first try:
 * a function that dies loses none of them.
 */
import { deliveriesOf, pauseOf, secondsUntilDue, type Delivery } from '../../webhooks/delivery.ts';
import type { WebhookEndpoint } from '../../webhooks/webhook-endpoint.ts';
import { eventsDue } from '../../job/events-due.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import { noteHealth } from './endpoint-health.ts';
import { noteTry, type Noter } from './note-try.ts';
import { tryDelivery, type Sender } from './try-delivery.ts';

interface NotifyPorts extends Noter, Sender {
  apiUrl: string;
}

/** Idempotent: a repeated call does not try again what it finds stored. @throws SomeFailed */
export async function notify(jobId: string, using: NotifyPorts): Promise<void> {
  const job = await using.jobs.job(jobId);
  if (!job) return;
  const [endpoints, earlier] = await Promise.all([
    using.endpoints.ofOwner(job.owner),
    using.deliveries.about(jobId),
  ]);
  const { apiUrl } = using;
  const all = deliveriesOf(job, eventsDue(job), { endpoints, apiUrl, at: new Date() });
  const created = await using.deliveries.create(all.filter((one) => !isAmong(earlier, one)));
  const others = all.filter((one) => !isAmong(created, one));
  // A concurrent call has stored those that are in neither list.
  const isKnown = others.every((one) => isAmong(earlier, one));
  const begun = isKnown ? earlier : await using.deliveries.about(jobId);
  const endpointOf = ({ webhookId }: Delivery) =>
    endpoints.find((endpoint) => endpoint.webhookId === webhookId);
  await forEachSettled(
    [...created, ...begun.filter((one) => isAmong(others, one))],
    ({ deliveryId }) => deliveryId,
    async (delivery) => {
      if (created.includes(delivery)) await firstTry(delivery, endpointOf(delivery), using);
      else await goOn(delivery, endpointOf(delivery), using);
    },
  );
}

function isAmong(deliveries: readonly Delivery[], { deliveryId }: Delivery): boolean {
  return deliveries.some((delivery) => delivery.deliveryId === deliveryId);
}

async function firstTry(
  delivery: Delivery,
  endpoint: WebhookEndpoint | undefined,
  using: NotifyPorts,
): Promise<void> {
  const outcome = await tryDelivery(delivery, using);
  const after = await noteTry({ delivery, outcome, endpoint }, using);
  if (after) await retryLater(after, pauseOf(after), using);
}

/** An earlier call has stored this delivery, and may have died at any moment after. */
async function goOn(
  delivery: Delivery,
  endpoint: WebhookEndpoint | undefined,
  using: NotifyPorts,
): Promise<void> {
  if (endpoint) await noteHealth(endpoint, delivery, using);
  await retryLater(delivery, secondsUntilDue(delivery, new Date()), using);
}

async function retryLater(
  delivery: Delivery,
  waitSeconds: number,
  using: NotifyPorts,
): Promise<void> {
  if (delivery.status !== 'pending') return;
  await using.workflow.deliver(using.deliveryStateMachineArn, delivery, waitSeconds);
}
