/** Road `spot`: an instance for each attempt, by the product's launch budget, seats and pauses. */
import { newJobId } from '../../../core/base/job-id.ts';
import { LOOKED_AT } from '../../../core/aws/dynamodb/capacity-waiters.ts';
import { seatOf } from '../../../core/aws/dynamodb/machine-seats.ts';
import type { QueuedBecause } from '../../../core/job/job.ts';
import type { LaunchSlot } from '../../../core/job/launch-slot.ts';
import { secondsToWait } from '../../../core/machines/launch-wait.ts';
import type { Machine } from '../ec2.ts';
import { restAfter, type SimJob } from '../sim-job.ts';
import type { Way, World } from '../world.ts';

/** An element of a set: its characters, and one byte more. */
export const SEAT_BYTES = seatOf({ jobId: newJobId(), attempt: 1 }).length + 1;
const UNIT_BYTES = 1024;

export class SpotRoad implements Way {
  readonly #world: World;
  /** Jobs that have found no machine yet, the longest waiting first. */
  readonly #waiting = new Set<SimJob>();

  constructor(world: World) {
    this.#world = world;
  }

  take(job: SimJob): void {
    this.#world.clock.after(this.#world.scenario.nature.functions, () => this.#launch(job));
  }

  #launch(job: SimJob): void {
    const { now, ec2 } = this.#world;
    if (!this.#takeSeat(job)) return this.#refused(job, 'QuotaReached');
    const slot = this.#slot(job);
    if (slot.at > now * 1000) {
      job.slot = slot;
      return this.#wait(job, { code: 'Throttled', until: slot.at / 1000 });
    }
    job.slot = undefined;
    const asked = ec2.ask();
    if (typeof asked === 'object') return this.#run(job, asked);
    if (asked === 'QuotaReached') this.#releaseSeat(job);
    this.#refused(job, asked);
  }

  /** As SpotDispatcher reserves: a slot that the job waited for is its own. Times in milliseconds. */
  #slot({ slot: waitedFor }: SimJob): LaunchSlot {
    if (waitedFor?.line === 'all') return waitedFor;
    const own = waitedFor ?? this.#world.reserve('owner');
    return own.at > this.#world.now * 1000 ? own : this.#world.reserve('all');
  }

  #takeSeat(job: SimJob): boolean {
    const { scenario, journal, now } = this.#world;
    if (job.hasSeat) return true;
    const { account } = scenario;
    this.#countSeatUnits();
    const most = account.machines - journal.poolMachines.value;
    if (account.isQuotaKnown && journal.seats.value >= most) return false;
    journal.seats.change(now, 1);
    job.hasSeat = true;
    return true;
  }

  #releaseSeat(job: SimJob): void {
    const { journal, now } = this.#world;
    if (!job.hasSeat) return;
    job.hasSeat = false;
    this.#countSeatUnits();
    journal.seats.change(now, -1);
  }

  /** A write is charged by the size of the whole item, also a refused one. */
  #countSeatUnits(): void {
    const { journal, now } = this.#world;
    journal.seatUnits.add(now, Math.ceil(((journal.seats.value + 1) * SEAT_BYTES) / UNIT_BYTES));
  }

  #refused(job: SimJob, code: QueuedBecause['code']): void {
    const { scenario, draw, now } = this.#world;
    const tries = 1 + (job.waits?.code === code ? job.waits.tries : 0);
    const pause = secondsToWait({ code, tries }, scenario.settings.capacityRetrySeconds, draw());
    this.#wait(job, { code, until: now + pause, tries });
  }

  /** As nextWait: until the patience is over, whose last try is at its end. */
  #wait(
    job: SimJob,
    { code, until, tries }: { code: QueuedBecause['code']; until: number; tries?: number },
  ): void {
    const { scenario, clock, journal, now } = this.#world;
    const since = job.waits?.since ?? now;
    const last = Math.min(since + scenario.settings.capacityPatienceSeconds, this.#deadline(job));
    if (now >= last) {
      this.#releaseSeat(job);
      this.#waiting.delete(job);
      return this.#world.fail(job, 'DeadlineExceeded');
    }
    const before = job.waits?.code === code ? job.waits.tries : 0;
    const waits = { since, code, tries: tries ?? before };
    job.waits = waits;
    this.#waiting.add(job);
    journal.launchWaits.add(now);
    clock.after(this.#secondsUntil(Math.min(until, last)), () => {
      if (job.waits === waits) this.#tryAgain(job);
    });
  }

  /** From here on no end of a machine wakes it. */
  #tryAgain(job: SimJob): void {
    if (job.waits) job.waits = { ...job.waits, isOver: true };
    this.#launch(job);
  }

  /**
   * As wakeWaiter: the longest waiter for a quota tries at once. The product finds it among the oldest
   * open jobs, which are those that have a machine, and then those that wait.
   */
  #wake(): void {
    const { ec2, clock, scenario, draw } = this.#world;
    if (ec2.inUse.value >= LOOKED_AT) return;
    for (const job of this.#waiting) {
      if (job.waits?.code !== 'QuotaReached' || job.waits.isOver) continue;
      job.waits = { ...job.waits, isOver: true };
      clock.after(scenario.nature.lateness?.(draw) ?? 0, () => this.#launch(job));
      return;
    }
  }

  /** Step Functions waits whole seconds, at least one. */
  #secondsUntil(time: number): number {
    const { now, draw, scenario } = this.#world;
    const { lateness } = scenario.nature;
    return lateness ? time - now + lateness(draw) : Math.max(1, Math.ceil(time - now));
  }

  #deadline({ arrivedAt }: SimJob): number {
    return arrivedAt + (this.#world.scenario.deadlineSeconds ?? Infinity);
  }

  #run(job: SimJob, machine: Machine): void {
    const world = this.#world;
    const { nature } = world.scenario;
    job.waits = undefined;
    this.#waiting.delete(job);
    const ready = world.now + nature.boot(world.draw);
    const end = ready + job.restSeconds;
    if (machine.diesAt < end) {
      return world.clock.at(machine.diesAt, () => this.#interrupted(job, { machine, ready }));
    }
    world.clock.at(end, () => {
      world.begin(job, ready);
      world.complete(job);
      world.clock.after(nature.ending(world.draw), () => this.#gone(job, machine));
    });
  }

  #interrupted(job: SimJob, { machine, ready }: { machine: Machine; ready: number }): void {
    const world = this.#world;
    if (ready <= world.now) {
      world.begin(job, ready);
      const lostSeconds = world.scenario.nature.lostWork(job.audioSeconds) * job.restSeconds;
      job.restSeconds = restAfter(job, { doneSeconds: world.now - ready, lostSeconds });
    }
    this.#gone(job, machine);
    world.lose(job);
  }

  #gone(job: SimJob, machine: Machine): void {
    this.#world.ec2.end(machine, true);
    this.#releaseSeat(job);
    this.#wake();
  }
}
