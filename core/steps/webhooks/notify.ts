/**
 * Sends a job's final events to all subscribers, one immediate try each. Failed ones are retried in
 * executions of their own, so that the job's can end.
 */
import { afterTry, deliveriesOf, pauseOf, type Delivery } from '../../webhooks/delivery.ts';
import type { WebhookEndpoint } from '../../webhooks/webhook-endpoint.ts';
import { eventsOf } from '../../job/job-event.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import { noteTry, type Noter } from './note-try.ts';
import { tryDelivery, type Sender } from './try-delivery.ts';

interface NotifyPorts extends Noter, Sender {
  apiUrl: string;
}

/** Idempotent: a repeated call does not send again. @throws SomeFailed */
export async function notify(jobId: string, using: NotifyPorts): Promise<void> {
  const job = await using.jobs.job(jobId);
  if (!job) return;
  const [endpoints, earlier] = await Promise.all([
    using.endpoints.ofOwner(job.owner),
    using.deliveries.about(jobId),
  ]);
  const { apiUrl } = using;
  await forEachSettled(
    deliveriesOf(job, eventsOf(job.status), { endpoints, apiUrl, at: new Date() }),
    ({ deliveryId }) => deliveryId,
    async (delivery) => {
      const begun = earlier.find(({ deliveryId }) => deliveryId === delivery.deliveryId);
      const endpoint = endpoints.find(({ webhookId }) => webhookId === delivery.webhookId);
      await goOn(begun ?? (await firstTry(delivery, endpoint, using)), using);
    },
  );
}

async function firstTry(
  delivery: Delivery,
  endpoint: WebhookEndpoint | undefined,
  using: NotifyPorts,
): Promise<Delivery> {
  const after = afterTry(delivery, await tryDelivery(delivery, using));
  if (await using.deliveries.create(after)) await noteTry(after, endpoint, using);
  return after;
}

async function goOn(delivery: Delivery, using: NotifyPorts): Promise<void> {
  if (delivery.status !== 'pending') return;
  await using.workflow.deliver(using.deliveryStateMachineArn, delivery, pauseOf(delivery));
}
