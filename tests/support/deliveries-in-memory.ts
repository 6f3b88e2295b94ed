/** Deliveries and their executions in memory, for steps that send events. */
import type { Announcer } from '../../core/steps/webhooks/announce.ts';
import type { Delivery } from '../../core/webhooks/delivery.ts';
import type { WebhookEndpoint } from '../../core/webhooks/webhook-endpoint.ts';

export class DeliveriesInMemory {
  endpoints: WebhookEndpoint[] = [];
  readonly stored = new Map<string, Delivery>();
  /** Names of executions. */
  readonly started = new Set<string>();

  get ports(): Announcer & { endpoints: { ofOwner: () => Promise<WebhookEndpoint[]> } } {
    return {
      deliveryStateMachineArn: 'arn',
      endpoints: { ofOwner: () => Promise.resolve(this.endpoints) },
      deliveries: {
        create: (all: readonly Delivery[]) => {
          const created = all.filter(({ deliveryId }) => !this.stored.has(deliveryId));
          for (const one of created) this.stored.set(one.deliveryId, one);
          return Promise.resolve(created);
        },
      } as unknown as Announcer['deliveries'],
      workflow: {
        deliver: (_: string, { deliveryId, round }: Delivery) => {
          this.started.add(`${deliveryId}-${round}`);
          return Promise.resolve();
        },
      } as unknown as Announcer['workflow'],
    };
  }
}

/** @param nth hexadecimal digit of its id */
export function anEndpoint(nth: string, given: Partial<WebhookEndpoint> = {}): WebhookEndpoint {
  return {
    webhookId: `wh-${nth.repeat(24)}`,
    owner: 'anna',
    url: `https://hooks.example/${nth}`,
    createdAt: '2026-11-30T12:00:00.000Z',
    ...given,
  };
}
