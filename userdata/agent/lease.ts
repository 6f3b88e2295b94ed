/** The work order, kept fresh: its signed addresses live for minutes, a long job for hours. */
import type { WorkOrder } from '../../core/work-order.ts';
import type { Clock } from './clock.ts';

const RENEW_BEFORE_MS = 60_000;

export class Lease {
  #order: WorkOrder;
  #renewal: Promise<WorkOrder> | undefined;
  readonly #claimAgain: () => Promise<WorkOrder>;
  readonly #clock: Clock;

  constructor(first: WorkOrder, claimAgain: () => Promise<WorkOrder>, clock: Clock) {
    this.#order = first;
    this.#claimAgain = claimAgain;
    this.#clock = clock;
  }

  /** A work order whose addresses hold for at least another minute. */
  async order(): Promise<WorkOrder> {
    const left = Date.parse(this.#order.expiresAt) - this.#clock.now();
    return left > RENEW_BEFORE_MS ? this.#order : this.renew();
  }

  /** For when an address was refused before its time; askers at the same moment share one claim. */
  async renew(): Promise<WorkOrder> {
    this.#renewal ??= this.#claimAgain().finally(() => (this.#renewal = undefined));
    this.#order = await this.#renewal;
    return this.#order;
  }
}
