/**
 * Road `sagemaker`: an asynchronous endpoint that scales from zero and to zero. Its queue and its
 * scaling are SageMaker's and Application Auto Scaling's, as they are documented.
 */
import { SAGEMAKER_LIMITS } from '../../../core/base/sagemaker-limits.ts';
import { mlPrice } from '../../../core/costs/ml-prices.ts';
import { REGION, SAGEMAKER } from '../assumptions.ts';
import { uniform } from '../sampling.ts';
import type { SimJob } from '../sim-job.ts';
import type { Way, World } from '../world.ts';

interface Waiting {
  job: SimJob;
  since: number;
}

/** Consecutive looks at which a condition held. */
class Streak {
  #length = 0;

  /** @returns true once it has held for so many looks, and begins anew */
  holds(condition: boolean, looks: number): boolean {
    this.#length = condition ? this.#length + 1 : 0;
    if (this.#length < looks) return false;
    this.#length = 0;
    return true;
  }
}

export class SagemakerRoad implements Way {
  readonly #world: World;
  /** The road of a request that the endpoint gave up. */
  readonly #other: Way;
  readonly #usdPerSecond: number;
  #queue: Waiting[] = [];
  #first = 0;
  /** Instances that run, or start. */
  #desired = 0;
  #running = 0;
  #busy = 0;
  readonly #fromZero = new Streak();
  readonly #high = new Streak();
  readonly #low = new Streak();

  constructor(world: World, other: Way) {
    this.#world = world;
    this.#other = other;
    const { sagemakerInstanceType } = world.scenario.settings;
    this.#usdPerSecond = (mlPrice(REGION, sagemakerInstanceType)?.usdPerHour ?? NaN) / 3600;
    world.clock.after(SAGEMAKER.lookSeconds, () => this.#look());
  }

  take(job: SimJob): void {
    const { clock, scenario } = this.#world;
    clock.after(scenario.nature.functions, () => {
      this.#queue.push({ job, since: this.#world.now });
      this.#serve();
    });
  }

  get #waiting(): number {
    return this.#queue.length - this.#first;
  }

  #serve(): void {
    while (this.#busy < this.#running) {
      const next = this.#queue[this.#first];
      if (!next) return;
      this.#first += 1;
      if (this.#first > 10_000) {
        this.#queue = this.#queue.slice(this.#first);
        this.#first = 0;
      }
      if (this.#world.now - next.since > SAGEMAKER_LIMITS.queueSeconds) this.#giveUp(next.job);
      else this.#work(next.job);
    }
  }

  #giveUp(job: SimJob): void {
    this.#world.journal.fellOver += 1;
    job.attempt += 1;
    this.#other.take(job);
  }

  #work(job: SimJob): void {
    const { clock, draw, scenario } = this.#world;
    this.#busy += 1;
    const startsAt = this.#world.now + scenario.nature.handover(draw);
    clock.at(startsAt + job.restSeconds, () => {
      this.#busy -= 1;
      this.#world.begin(job, startsAt);
      this.#world.complete(job);
      this.#serve();
      this.#stopSurplus();
    });
  }

  #look(): void {
    const { clock, scenario } = this.#world;
    const backlog = this.#waiting + this.#busy;
    const perInstance = backlog / Math.max(1, this.#desired);
    const most = scenario.settings.sagemakerMaxInstances;
    if (this.#fromZero.holds(this.#desired === 0 && this.#waiting > 0, SAGEMAKER.looksFromZero)) {
      this.#scaleTo(1);
    }
    const isBehind = this.#desired > 0 && perInstance > SAGEMAKER.targetBacklog;
    if (this.#high.holds(isBehind, SAGEMAKER.looksToGrow)) {
      const needed = Math.ceil(backlog / SAGEMAKER.targetBacklog);
      this.#scaleTo(Math.min(most, Math.max(this.#desired, needed)));
    }
    const isAhead = this.#desired > 0 && perInstance < 0.9 * SAGEMAKER.targetBacklog;
    if (this.#low.holds(isAhead, SAGEMAKER.looksToShrink)) {
      this.#scaleTo(Math.ceil(backlog / SAGEMAKER.targetBacklog));
    }
    if (this.#world.isBusy) clock.after(SAGEMAKER.lookSeconds, () => this.#look());
    else this.#scaleTo(0);
  }

  #scaleTo(desired: number): void {
    const { clock, draw } = this.#world;
    for (; this.#desired < desired; this.#desired += 1) {
      clock.after(uniform(SAGEMAKER.startSeconds, draw), () => this.#started());
    }
    this.#desired = desired;
    this.#stopSurplus();
  }

  #started(): void {
    this.#count(1);
    this.#stopSurplus();
    this.#serve();
  }

  /** An instance ends when it has no request. */
  #stopSurplus(): void {
    while (this.#running > this.#desired && this.#running > this.#busy) this.#count(-1);
  }

  #count(by: number): void {
    const { journal, now } = this.#world;
    this.#running += by;
    journal.endpointInstances.change(now, by);
    journal.endpointUsd = journal.endpointInstances.area * this.#usdPerSecond;
  }
}
