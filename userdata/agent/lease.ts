/** The work order, renewed in time: its signed addresses live for minutes, a long job for hours. */
import type { WorkOrder } from '../../core/job/work-order.ts';
import type { Clock } from './clock.ts';

const RENEW_BEFORE_MS = 60_000;

export class Lease {
  #order: WorkOrder;
  #renewal: Promise<WorkOrder> | undefined;
  readonly #claimAgain: (signal: AbortSignal) => Promise<WorkOrder>;
  readonly #clock: Clock;

  constructor(of: {
    first: WorkOrder;
    claimAgain: (signal: AbortSignal) => Promise<WorkOrder>;
    clock: Clock;
  }) {
    this.#order = of.first;
    this.#claimAgain = of.claimAgain;
    this.#clock = of.clock;
  }

  /** A work order that is valid for at least another minute. */
  async order(signal: AbortSignal): Promise<WorkOrder> {
    const left = Date.parse(this.#order.expiresAt) - this.#clock.now();
    return left > RENEW_BEFORE_MS ? this.#order : this.renew(signal);
  }

  /** For an address refused before its time; concurrent callers share one claim. */
  async renew(signal: AbortSignal): Promise<WorkOrder> {
    this.#renewal ??= this.#claimAgain(signal).finally(() => (this.#renewal = undefined));
    this.#order = await this.#renewal;
    return this.#order;
  }
}
