/**
 * Finds pending deliveries that nothing will try: a function died, or an answer was lost, between the
 * write of a delivery and the start of its execution, or the execution failed itself.
 */
import { dueAt, resumed } from '../../webhooks/delivery.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import { logWarning } from '../../base/log.ts';
import type { Announcer } from './announce.ts';

/** Longer than a try in a function takes. */
const GRACE_MS = 2 * 60 * 1000;

/** Idempotent. @throws SomeFailed */
export async function resumeOverdue(now: Date, using: Announcer): Promise<void> {
  const dueBefore = new Date(now.getTime() - GRACE_MS);
  await forEachSettled(
    await using.deliveries.overdue(dueBefore),
    (deliveryId) => deliveryId,
    (deliveryId) => resume(deliveryId, { now, dueBefore }, using),
  );
}

async function resume(
  deliveryId: string,
  { now, dueBefore }: { now: Date; dueBefore: Date },
  using: Announcer,
): Promise<void> {
  const { deliveries, workflow, deliveryStateMachineArn: machine } = using;
  const delivery = await deliveries.find(deliveryId);
  // The index is eventually consistent.
  if (delivery?.status !== 'pending' || dueAt(delivery) >= dueBefore.toISOString()) return;
  const { round } = delivery;
  const execution = await workflow.execution(machine, workflow.deliveryName(delivery));
  if (execution?.status === 'RUNNING') return;
  logWarning('delivery resumed', { deliveryId, round, execution: execution?.status ?? 'none' });
  if (!execution) return workflow.deliver(machine, delivery, 0);
  // The name of an execution cannot be used again.
  const next = resumed(delivery, now);
  if (await deliveries.replace(delivery, next)) await workflow.deliver(machine, next, 0);
}
