/** Spot prices that drift from hour to hour. EC2 gives the cheapest of the deployment's types. */
import { onDemandUsdPerHour } from '../../core/costs/prices.ts';
import { besideUsdPerHour } from '../../core/costs/work-out-quote.ts';
import { REGION, SPOT_SHARE } from './assumptions.ts';
import { uniform, type Draw } from './sampling.ts';
import type { Settings } from './settings.ts';

/** Part of the former hour's distance from the mean that is kept. */
const INERTIA = 0.8;
const MEAN = (SPOT_SHARE.low + SPOT_SHARE.high) / 2;
const HOUR = 3600;

export class SpotMarket {
  /** USD an hour of a machine with disk and address. */
  readonly #hours: number[] = [];
  readonly #shares: number[];
  readonly #types: readonly string[];
  readonly #draw: Draw;
  readonly #beside: number;

  constructor({ instanceTypes, rootGib }: Settings, draw: Draw) {
    this.#draw = draw;
    this.#types = instanceTypes.filter((type) => onDemandUsdPerHour(REGION, type) !== undefined);
    this.#shares = this.#types.map(() => uniform(SPOT_SHARE, draw));
    this.#beside = besideUsdPerHour({ region: REGION, rootGib });
  }

  /** USD an hour, with disk and address. */
  usdPerHour(now: number): number {
    const hour = Math.floor(now / HOUR);
    while (this.#hours.length <= hour) this.#hours.push(this.#nextHour());
    return this.#hours[hour] ?? NaN;
  }

  #nextHour(): number {
    const prices = this.#types.map((type, nth) => {
      const before = this.#shares[nth] ?? MEAN;
      const share = MEAN + INERTIA * (before - MEAN) + (1 - INERTIA) * this.#noise();
      this.#shares[nth] = share;
      return share * (onDemandUsdPerHour(REGION, type) ?? Infinity);
    });
    return Math.min(...prices) + this.#beside;
  }

  #noise(): number {
    return 2 * (uniform(SPOT_SHARE, this.#draw) - MEAN);
  }
}
