import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { secondsIso, type Instance, type InstanceState } from './instance.ts';

interface Event {
  readonly DetailType: string;
  readonly Detail: string;
  readonly Resources: string[];
  readonly Time: Date;
}

interface EventOptions {
  /** Whether a fault suppresses this event. */
  readonly isLost: (instance: Instance) => boolean;
  readonly onFailure: (error: unknown) => void;
}

const BATCH = 10; // maximum of PutEvents
const DELAY_MS = 20;

/**
 * Events of a new instance come no sooner after its launch, as EC2 takes seconds to start one. On a
 * busy machine, or after a slow answer, they may still come before the launcher has recorded it.
 */
const SOONEST_MS = 1000;

/** Publishes instance state changes to EventBridge in batches. */
export class StateEvents {
  readonly #client: EventBridgeClient;
  readonly #of: EventOptions;
  #outbox: Event[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #early = new Set<NodeJS.Timeout>();

  constructor(client: EventBridgeClient, of: EventOptions) {
    this.#client = client;
    this.#of = of;
  }

  changed(instance: Instance, state: InstanceState): void {
    this.#post(instance, 'EC2 Instance State-change Notification', { state });
  }

  interrupted(instance: Instance): void {
    const detail = { 'instance-action': 'terminate' };
    this.#post(instance, 'EC2 Spot Instance Interruption Warning', detail);
  }

  rebalance(instance: Instance): void {
    this.#post(instance, 'EC2 Instance Rebalance Recommendation', {});
  }

  /** Discards unsent events. */
  close(): void {
    clearTimeout(this.#timer);
    for (const timer of this.#early) clearTimeout(timer);
    this.#outbox = [];
  }

  #post(instance: Instance, DetailType: string, detail: Record<string, string>): void {
    if (this.#of.isLost(instance)) return;
    const event = {
      DetailType,
      Detail: JSON.stringify({ 'instance-id': instance.id, ...detail }),
      Resources: [`arn:aws:ec2:${instance.zone}:instance/${instance.id}`],
      Time: new Date(secondsIso(new Date())),
    };
    const earlyMs = instance.launchedAt.getTime() + SOONEST_MS - Date.now();
    if (earlyMs <= 0) {
      this.#send(event);
      return;
    }
    const timer = setTimeout(() => {
      this.#early.delete(timer);
      this.#send(event);
    }, earlyMs);
    this.#early.add(timer);
  }

  #send(event: Event): void {
    this.#outbox.push(event);
    this.#timer ??= setTimeout(() => void this.#flush(), DELAY_MS);
  }

  async #flush(): Promise<void> {
    this.#timer = undefined;
    const events = this.#outbox.splice(0);
    for (let start = 0; start < events.length; start += BATCH) {
      const batch = events.slice(start, start + BATCH);
      const Entries = batch.map((event) => ({ ...event, Source: 'aws.ec2' }));
      await this.#client.send(new PutEventsCommand({ Entries })).catch(this.#of.onFailure);
    }
  }
}
