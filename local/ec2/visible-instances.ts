import { instanceNotFound } from './ec2-error.ts';
import type { InstanceHost } from './host.ts';
import type { Instance } from './instance.ts';

/**
 * Emulates eventual consistency: for a short time after its launch an instance is NotFound.
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */
export class VisibleInstances {
  readonly #host: InstanceHost;
  readonly #delayMs: number;

  constructor(host: InstanceHost, delayMs: number) {
    this.#host = host;
    this.#delayMs = delayMs;
  }

  all(): Instance[] {
    return this.#host.all().filter((instance) => this.#isVisible(instance));
  }

  /** @throws Ec2Error InvalidInstanceID.NotFound naming every id that is unknown or not yet visible */
  require(ids: readonly string[]): Instance[] {
    const known = new Map(this.all().map((instance) => [instance.id, instance]));
    const missing = ids.filter((id) => !known.has(id));
    if (missing.length > 0) throw instanceNotFound(missing);
    return ids.flatMap((id) => known.get(id) ?? []);
  }

  #isVisible(instance: Instance): boolean {
    const { launchedAt, unseenMs = this.#delayMs } = instance;
    return Date.now() - launchedAt.getTime() >= unseenMs;
  }
}
