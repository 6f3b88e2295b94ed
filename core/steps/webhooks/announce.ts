/** Sends events asynchronously: stores the deliveries and starts their executions. */
import type { DeliveryStore } from '../../aws/dynamodb/delivery-store.ts';
import type { Workflow } from '../../aws/workflow.ts';
import type { Delivery } from '../../webhooks/delivery.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';

export interface Announcer {
  deliveries: DeliveryStore;
  workflow: Workflow;
  deliveryStateMachineArn: string;
}

/** Idempotent. @param deliveries about one subject @throws SomeFailed */
export async function announce(deliveries: readonly Delivery[], using: Announcer): Promise<void> {
  await using.deliveries.create(deliveries);
  await forEachSettled(
    deliveries,
    ({ deliveryId }) => deliveryId,
    async (delivery) => {
      // Also if it existed: an earlier run may have ended between the two.
      await using.workflow.deliver(using.deliveryStateMachineArn, delivery, 0);
    },
  );
}
