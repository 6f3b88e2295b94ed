/** State that all roads of a run share, and the life of a job between them. */
import { draws } from '../burst/draws.ts';
import type { LaunchLine, LaunchSlot } from '../../core/job/launch-slot.ts';
import {
  giveBack,
  ownersBudget,
  reserve,
  type SlotLine,
} from '../../core/machines/spot/launch-budget.ts';
import { Clock } from './clock.ts';
import { Ec2 } from './ec2.ts';
import { Journal, type Failure } from './journal.ts';
import type { Draw } from './sampling.ts';
import type { Scenario } from './scenario.ts';
import type { SimJob } from './sim-job.ts';

/** Begin of virtual time, for the product's functions, which take dates. */
const EPOCH = Date.parse('2026-11-30T00:00:00.000Z');

/** A way to a machine. */
export interface Way {
  take(job: SimJob): void;
}

export class World {
  readonly scenario: Scenario;
  readonly clock = new Clock();
  readonly draw: Draw;
  readonly ec2: Ec2;
  readonly journal: Journal;
  readonly #lastArrival: number;
  readonly #lines: Partial<Record<LaunchLine, SlotLine>> = {};
  #route: (job: SimJob) => void = () => undefined;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.draw = draws(scenario.seed);
    this.ec2 = new Ec2(scenario, this);
    this.journal = new Journal(scenario.trace.at.length);
    this.#lastArrival = scenario.trace.at.at(-1) ?? 0;
  }

  get now(): number {
    return this.clock.now;
  }

  /** Jobs are still to come, or have not ended. */
  get isBusy(): boolean {
    return this.now <= this.#lastArrival || this.journal.open.value > 0;
  }

  dateOf(time: number): Date {
    return new Date(EPOCH + Math.round(time * 1000));
  }

  /** Reserves a slot in the launch budget. Times in milliseconds. */
  reserve(line: LaunchLine): LaunchSlot {
    const { launch } = this.scenario.settings;
    const budget = line === 'all' ? launch : ownersBudget(launch);
    const reservation = reserve(this.#lines[line], this.now * 1000, budget);
    this.#lines[line] = reservation.line;
    if (line === 'all') this.journal.slots.add(this.now);
    return { line, at: reservation.turnAt };
  }

  giveBack({ line, at }: LaunchSlot): void {
    const before = this.#lines[line];
    if (before) this.#lines[line] = giveBack(before, at, this.now * 1000);
  }

  /** @param route where attempts begin */
  run(route: (job: SimJob) => void): Journal {
    this.#route = route;
    this.clock.run(this.scenario.trace.at, (nth) => this.#arrive(nth));
    return this.journal;
  }

  begin(job: SimJob, at: number): void {
    if (!Number.isNaN(job.begunAt)) return;
    job.begunAt = at;
    this.journal.waits[job.nth] = at - job.arrivedAt;
  }

  complete(job: SimJob): void {
    this.journal.completed += 1;
    this.#end(job);
  }

  fail(job: SimJob, failure: Failure): void {
    this.journal.failed[failure] += 1;
    this.#end(job);
  }

  /** Its machine is lost: the next attempt, if there is one. */
  lose(job: SimJob): void {
    if (job.attempt >= this.scenario.settings.maxAttempts) {
      this.fail(job, 'AttemptsExhausted');
      return;
    }
    job.attempt += 1;
    job.waits = undefined;
    this.journal.furtherAttempts += 1;
    this.#route(job);
  }

  #arrive(nth: number): void {
    const { trace, nature } = this.scenario;
    const audioSeconds = trace.audioSeconds[nth] ?? NaN;
    const { journal, now } = this;
    journal.audioSeconds += audioSeconds;
    journal.created.add(now);
    if (trace.isPosted[nth] === 1) journal.posted.add(now);
    journal.open.change(now, 1);
    const restSeconds = nature.work(audioSeconds, this.draw);
    const job = { nth, arrivedAt: now, audioSeconds, restSeconds };
    this.#route({ ...job, attempt: 1, begunAt: NaN, hasSeat: false });
  }

  #end({ nth, arrivedAt }: SimJob): void {
    const { journal, now } = this;
    journal.turnarounds[nth] = now - arrivedAt;
    journal.ended.add(now);
    journal.open.change(now, -1);
  }
}
