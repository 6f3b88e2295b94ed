/** A machine of a pool: takes up to two jobs, whose work follows one after the other. */
import { SLOTS } from '../../../userdata/agent/pool/slot-files.ts';
import type { Machine } from '../ec2.ts';
import { restAfter, type SimJob } from '../sim-job.ts';
import type { World } from '../world.ts';

export const PLACES = SLOTS.length;

interface Taken {
  job: SimJob;
  startsAt: number;
}

export class SimPoolMachine {
  readonly id: string;
  readonly launchedAt: number;
  isReady = false;
  isGone = false;
  /** Takes no more jobs, and ends when it has none. */
  isRetired = false;
  lastWorkAt = NaN;
  readonly #world: World;
  readonly #machine: Machine;
  readonly #onFree: (machine: SimPoolMachine) => void;
  #taken: Taken[] = [];
  #busyUntil = 0;

  /** @param onFree called when the machine is ready, and after each of its jobs */
  constructor(
    world: World,
    { id, machine }: { id: string; machine: Machine },
    onFree: (machine: SimPoolMachine) => void,
  ) {
    this.id = id;
    this.launchedAt = machine.launchedAt;
    this.#world = world;
    this.#machine = machine;
    this.#onFree = onFree;
    const { journal, clock, now } = world;
    journal.poolMachines.change(now, 1);
    clock.after(world.scenario.nature.boot(world.draw), () => this.#ready());
    // One that outlives the day is never told.
    const longest = world.scenario.settings.poolLifeMinutes * 60;
    if (machine.diesAt < now + longest) clock.at(machine.diesAt, () => this.#interrupted());
  }

  get jobs(): number {
    return this.#taken.length;
  }

  get places(): number {
    return this.isReady && !this.isGone && !this.isRetired ? PLACES - this.jobs : 0;
  }

  assign(job: SimJob): void {
    const world = this.#world;
    const startsAt = Math.max(
      this.#busyUntil,
      world.now + world.scenario.nature.handover(world.draw),
    );
    this.#busyUntil = startsAt + job.restSeconds;
    const taken = { job, startsAt };
    this.#taken.push(taken);
    world.clock.at(this.#busyUntil, () => this.#finish(taken));
  }

  end(isTerminated = false): void {
    if (this.isGone) return;
    this.isGone = true;
    this.#world.journal.poolMachines.change(this.#world.now, -1);
    this.#world.ec2.end(this.#machine, isTerminated);
  }

  #ready(): void {
    if (this.isGone) return;
    this.isReady = true;
    this.lastWorkAt = this.#world.now;
    this.#onFree(this);
  }

  #finish(taken: Taken): void {
    if (this.isGone) return;
    this.#taken = this.#taken.filter((one) => one !== taken);
    this.lastWorkAt = this.#world.now;
    this.#world.begin(taken.job, taken.startsAt);
    this.#world.complete(taken.job);
    this.#onFree(this);
  }

  #interrupted(): void {
    if (this.isGone) return;
    const { now, scenario } = this.#world;
    this.end();
    for (const { job, startsAt } of this.#taken) {
      if (startsAt <= now) {
        this.#world.begin(job, startsAt);
        const lostSeconds = scenario.nature.lostWork(job.audioSeconds) * job.restSeconds;
        job.restSeconds = restAfter(job, { doneSeconds: now - startsAt, lostSeconds });
      }
      this.#world.lose(job);
    }
    this.#taken = [];
  }
}
