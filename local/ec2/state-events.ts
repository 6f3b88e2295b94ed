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
  /** By instance: events that are held back, in order. */
  readonly #early = new Map<string, { timer: NodeJS.Timeout; events: Event[] }>();

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
    for (const { timer } of this.#early.values()) clearTimeout(timer);
    this.#early.clear();
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
    const held = this.#early.get(instance.id);
    if (held) held.events.push(event);
    else if (earlyMs > 0) this.#hold(instance.id, event, earlyMs);
    else this.#send([event]);
  }

  #hold(id: string, event: Event, ms: number): void {
    const events = [event];
    const timer = setTimeout(() => {
      this.#early.delete(id);
      this.#send(events);
    }, ms);
    this.#early.set(id, { timer, events });
  }

  #send(events: readonly Event[]): void {
    this.#outbox.push(...events);
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
