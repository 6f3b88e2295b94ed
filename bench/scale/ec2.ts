/** EC2 of the simulated account: its quota, its throttling, its charges and interruptions. */
import { LEAST_SECONDS } from '../../core/costs/job-effort.ts';
import type { Clock } from './clock.ts';
import { Level, Rate } from './meters.ts';
import { exponential, type Draw } from './sampling.ts';
import type { Scenario } from './scenario.ts';
import { SpotMarket } from './spot-market.ts';

export interface Machine {
  launchedAt: number;
  /** When it is interrupted; Infinity: never. */
  diesAt: number;
  usdPerHour: number;
}

export class Ec2 {
  readonly inUse = new Level();
  launched = 0;
  chargedSeconds = 0;
  chargedUsd = 0;
  readonly fleetCalls = new Rate();
  readonly terminateCalls = new Rate();
  readonly #scenario: Scenario;
  readonly #clock: Clock;
  readonly #draw: Draw;
  readonly #market: SpotMarket;
  #tokens: number;
  #filledAt = 0;

  constructor(scenario: Scenario, { clock, draw }: { clock: Clock; draw: Draw }) {
    this.#scenario = scenario;
    this.#clock = clock;
    this.#draw = draw;
    this.#market = new SpotMarket(scenario.settings, draw);
    this.#tokens = scenario.account.fleet?.capacity ?? Infinity;
  }

  /** One call of CreateFleet for one machine. */
  ask(): Machine | 'QuotaReached' | 'Throttled' {
    const { now } = this.#clock;
    this.fleetCalls.add(now);
    if (!this.#admits(now)) return 'Throttled';
    if (this.inUse.value >= this.#scenario.account.machines) return 'QuotaReached';
    this.inUse.change(now, 1);
    this.launched += 1;
    return {
      launchedAt: now,
      diesAt: now + exponential(this.#scenario.nature.interruption, this.#draw),
      usdPerHour: this.#market.usdPerHour(now),
    };
  }

  /** The machine is gone. @param isTerminated by a call, rather than by its own power-off or by EC2 */
  end({ launchedAt, usdPerHour }: Machine, isTerminated: boolean): void {
    const { now } = this.#clock;
    if (isTerminated) this.terminateCalls.add(now);
    this.inUse.change(now, -1);
    const seconds = Math.max(LEAST_SECONDS, Math.ceil(now - launchedAt));
    this.chargedSeconds += seconds;
    this.chargedUsd += (seconds / 3600) * usdPerHour;
  }

  #admits(now: number): boolean {
    const { fleet } = this.#scenario.account;
    if (!fleet) return true;
    this.#tokens = Math.min(
      fleet.capacity,
      this.#tokens + (now - this.#filledAt) * fleet.perSecond,
    );
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
