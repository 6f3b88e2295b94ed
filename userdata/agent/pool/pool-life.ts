/**
 * The life of a pool machine: takes one offer after the other, as long as a slot is free and it may
 * take more, and finishes what it has.
 */
import type { PoolName } from '../../../core/job/route-name.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { SpotNotice } from '../spot-interruption.ts';
import type { Offers, ReceivedOffer } from './offers.ts';
import type { Finished, Slot } from './slot.ts';
import { whyNoMore, type MachineState, type NoMore } from './taking.ts';

/** Before the queue is read again after it could not be. */
const PAUSE_MS = 5000;

export interface PoolLifeOptions {
  pool: PoolName;
  slots: readonly Slot[];
  offers: Offers;
  life: MachineState['life'];
  clock: Clock;
  log: Log;
}

export class PoolLife {
  readonly #of: PoolLifeOptions;
  readonly #working = new Set<Promise<void>>();
  #isToldToEnd = false;
  #isInterrupted = false;
  #hasNoGpu = false;
  #longestJobMs = 0;
  /** Jobs in a row that failed by the machine's fault. */
  readonly #faulty = new Set<string>();
  #lastWorkAt: number;

  constructor(of: PoolLifeOptions) {
    this.#of = of;
    this.#lastWorkAt = of.clock.now();
  }

  /** Why no more jobs are taken; undefined: they are. */
  get whyNoMore(): NoMore | undefined {
    return whyNoMore({
      ...this.#of,
      isToldToEnd: this.#isToldToEnd,
      isInterrupted: this.#isInterrupted,
      hasNoGpu: this.#hasNoGpu,
      longestJobMs: this.#longestJobMs,
      faults: this.#faulty.size,
      jobs: this.#working.size,
      lastWorkAt: this.#lastWorkAt,
      now: this.#of.clock.now(),
    });
  }

  /** Jobs that could be taken now. */
  get free(): number {
    return this.whyNoMore ? 0 : this.#of.slots.filter(({ isFree }) => isFree).length;
  }

  get jobs(): number {
    return this.#working.size;
  }

  /** Takes nothing more; `run` ends when the present jobs have. */
  stop(): void {
    this.#isToldToEnd = true;
  }

  /** Takes nothing more, and ends what will not be done in time. Call it again while there is a notice. */
  onNotice(notice: SpotNotice): void {
    this.#isInterrupted = true;
    for (const slot of this.#of.slots) slot.onNotice(notice);
  }

  /** Hands all jobs over. */
  end(failure: Error): void {
    this.stop();
    for (const slot of this.#of.slots) slot.end(failure);
  }

  /** Resolves when no more jobs are taken and none runs. Call once. */
  async run(): Promise<NoMore> {
    await this.#resume();
    for (;;) {
      const why = this.whyNoMore;
      if (why) return this.#finish(why);
      const slot = this.#of.slots.find(({ isFree }) => isFree);
      if (slot) await this.#takeNext(slot);
      else await Promise.race(this.#working);
    }
  }

  /** Jobs of an agent that died on this machine. */
  async #resume(): Promise<void> {
    for (const slot of this.#of.slots) {
      const left = await slot.left();
      if (left) this.#follow(slot.resume(left));
    }
  }

  async #takeNext(slot: Slot): Promise<void> {
    const received = await this.#next();
    if (!received) return;
    const why = this.whyNoMore;
    // A machine that has waited long enough takes what came while it looked once more.
    if (why && why !== 'nothing came') {
      await this.#handBack(received);
      return;
    }
    this.#follow(slot.take(received));
  }

  async #next(): Promise<ReceivedOffer | undefined> {
    const { offers, clock, log } = this.#of;
    try {
      return await offers.next();
    } catch (error) {
      log.warn('The queue could not be read; it is read again.', error);
      await clock.sleep(PAUSE_MS, NEVER);
      return undefined;
    }
  }

  async #handBack({ receipt }: ReceivedOffer): Promise<void> {
    const { offers, log } = this.#of;
    await offers.handBack(receipt).catch((error: unknown) => {
      log.warn('An offer was not handed back; other machines see it in 30 s.', error);
    });
  }

  #follow(job: Promise<Finished>): void {
    const following = job.then(({ jobId, ms, isFault, isForOthers, hasNoGpu }) => {
      this.#working.delete(following);
      if (!isForOthers) this.#lastWorkAt = this.#of.clock.now();
      this.#longestJobMs = Math.max(this.#longestJobMs, ms);
      if (hasNoGpu) this.#hasNoGpu = true;
      if (isFault === false) this.#faulty.clear();
      if (isFault) this.#faulty.add(jobId);
    });
    this.#working.add(following);
  }

  async #finish(why: NoMore): Promise<NoMore> {
    this.#of.log.info('No more jobs are taken.', { why, jobs: this.#working.size });
    await Promise.all(this.#working);
    return why;
  }
}

const NEVER = new AbortController().signal;
