/** Road `batch`: jobs wait for machines that take one after the other; a round a minute launches them. */
import { howManyDrainers } from '../../../core/machines/pool/drainers.ts';
import type { WaitingJob } from '../../../core/machines/pool/waiting-job.ts';
import { BATCH_PATIENCE_SECONDS } from '../../../core/machines/route-options.ts';
import { ENDING_SECONDS } from '../../../core/costs/work-out-quote.ts';
import { expectedOf } from '../../../core/costs/expected-speed.ts';
import { IDLE_MS, LAST_JOB_MS } from '../../../userdata/agent/pool/taking.ts';
import { MODEL, ROUND_SECONDS } from '../assumptions.ts';
import type { SimJob } from '../sim-job.ts';
import type { Way, World } from '../world.ts';
import { launchMachines } from './pool-launches.ts';
import { SimPoolMachine } from './pool-machine.ts';

const { fixedSeconds, secondsPerAudioSecond } = expectedOf(MODEL);
/**
 * The round looks at so many waiting jobs at most, or at some for each machine; beyond, neighbours in the
 * queue count as one.
 */
const LOOKED_AT = { least: 200, forMachine: 2 };

interface Waiting {
  job: SimJob;
  since: number;
  latestStart: number;
}

export class BatchRoad implements Way {
  readonly #world: World;
  /** The road of a job that no machine takes in time. */
  readonly #other: Way;
  #queue: Waiting[] = [];
  /** Index of the oldest in the queue. */
  #first = 0;
  #machines: SimPoolMachine[] = [];

  constructor(world: World, other: Way) {
    this.#world = world;
    this.#other = other;
    world.clock.after(ROUND_SECONDS, () => this.#round());
  }

  take(job: SimJob): void {
    this.#world.clock.after(this.#world.scenario.nature.functions, () => this.#offer(job));
  }

  #offer(job: SimJob): void {
    const { now, journal } = this.#world;
    this.#queue.push({ job, since: now, latestStart: this.#latestStart(job) });
    journal.waitingForBatch.change(now, 1);
    const free = this.#machines.find(({ places }) => places > 0);
    if (free) this.#takeNext(free);
  }

  /** As late as spot still keeps the deadline. */
  #latestStart({ arrivedAt, audioSeconds }: SimJob): number {
    const { deadlineSeconds } = this.#world.scenario;
    if (deadlineSeconds === undefined) return this.#world.now + BATCH_PATIENCE_SECONDS;
    const spot =
      fixedSeconds.high + audioSeconds * secondsPerAudioSecond.high + ENDING_SECONDS.high;
    return arrivedAt + deadlineSeconds - spot;
  }

  get #waiting(): number {
    return this.#queue.length - this.#first;
  }

  #shift(): Waiting | undefined {
    const next = this.#queue[this.#first];
    if (!next) return undefined;
    this.#first += 1;
    if (this.#first > 10_000) {
      this.#queue = this.#queue.slice(this.#first);
      this.#first = 0;
    }
    this.#world.journal.waitingForBatch.change(this.#world.now, -1);
    return next;
  }

  #takeNext(machine: SimPoolMachine): void {
    while (machine.places > 0 && !this.#isLifeEnding(machine)) {
      const next = this.#shift();
      if (!next) break;
      machine.assign(next.job);
    }
    if (machine.jobs === 0) this.#whenIdle(machine);
  }

  #isLifeEnding({ launchedAt }: SimPoolMachine): boolean {
    const { poolLifeMinutes } = this.#world.scenario.settings;
    return this.#world.now - launchedAt >= poolLifeMinutes * 60 - LAST_JOB_MS / 1000;
  }

  #whenIdle(machine: SimPoolMachine): void {
    const since = machine.lastWorkAt;
    this.#world.clock.after(IDLE_MS / 1000, () => {
      if (machine.jobs > 0 || machine.lastWorkAt !== since || machine.isGone) return;
      machine.end();
      this.#machines = this.#machines.filter((one) => one !== machine);
    });
  }

  #round(): void {
    const { scenario, clock } = this.#world;
    this.#machines = this.#machines.filter(({ isGone }) => !isGone);
    this.#giveUpOverdue();
    const wanted = howManyDrainers({
      waiting: this.#looked(),
      running: this.#machines.length,
      secondsPerAudioSecond: secondsPerAudioSecond.high,
      now: this.#world.dateOf(this.#world.now),
      settings: scenario.settings,
      isDrainTime: false,
    });
    launchMachines(this.#world, wanted - this.#machines.length, (machine) => {
      const id = `i-${this.#world.ec2.launched}`;
      this.#machines.push(
        new SimPoolMachine(this.#world, { id, machine }, (free) => this.#takeNext(free)),
      );
    });
    if (this.#world.isBusy) clock.after(ROUND_SECONDS, () => this.#round());
  }

  /** Those go to spot. */
  #giveUpOverdue(): void {
    const { now, journal } = this.#world;
    for (let next = this.#queue[this.#first]; next; next = this.#queue[this.#first]) {
      if (next.latestStart > now) return;
      this.#shift();
      journal.fellOver += 1;
      this.#other.take(next.job);
    }
  }

  #looked(): WaitingJob[] {
    const most = Math.max(LOOKED_AT.least, LOOKED_AT.forMachine * this.#machines.length);
    const step = Math.max(1, Math.ceil(this.#waiting / most));
    const looked: WaitingJob[] = [];
    for (let nth = this.#first; nth < this.#queue.length; nth += step) {
      const together = this.#queue.slice(nth, nth + step);
      const [oldest] = together;
      if (!oldest) break;
      looked.push({
        jobId: String(oldest.job.nth),
        audioSeconds: together.reduce((sum, { job }) => sum + job.audioSeconds, 0),
        since: this.#world.dateOf(oldest.since).toISOString(),
        latestStartAt: this.#world.dateOf(oldest.latestStart).toISOString(),
      });
    }
    return looked;
  }
}
