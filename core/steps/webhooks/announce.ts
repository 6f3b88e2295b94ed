/** Sends events asynchronously: stores each delivery and starts its execution. */
import type { DeliveryStore } from '../../aws/dynamodb/delivery-store.ts';
import type { Workflow } from '../../aws/workflow.ts';
import type { Delivery } from '../../webhooks/delivery.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';

export interface Announcer {
  deliveries: DeliveryStore;
  workflow: Workflow;
  deliveryStateMachineArn: string;
}

/** Idempotent. @throws SomeFailed */
export async function announce(deliveries: readonly Delivery[], using: Announcer): Promise<void> {
  await forEachSettled(
    deliveries,
    ({ deliveryId }) => deliveryId,
    async (delivery) => {
      await using.deliveries.create(delivery);
      // Also if it existed: an earlier try may have ended between the two.
      await using.workflow.deliver(using.deliveryStateMachineArn, delivery, 0);
    },
  );
}
