/** Virtual time in seconds: runs what is due, in order, together with arrivals that are known before. */
import { EventQueue } from '../burst/event-queue.ts';

export class Clock {
  now = 0;
  readonly #events = new EventQueue<() => void>();

  after(seconds: number, action: () => void): void {
    this.#events.add(this.now + seconds, action);
  }

  at(time: number, action: () => void): void {
    this.#events.add(Math.max(this.now, time), action);
  }

  /** Until nothing is left. An arrival comes before events of the same moment. */
  run(arrivals: ArrayLike<number>, arrive: (nth: number) => void): void {
    for (let nth = 0; ;) {
      const arrivesAt = arrivals[nth] ?? Infinity;
      if (arrivesAt < Infinity && arrivesAt <= (this.#events.firstAt ?? Infinity)) {
        this.now = arrivesAt;
        arrive(nth);
        nth += 1;
        continue;
      }
      const next = this.#events.next();
      if (!next) return;
      this.now = next.at;
      next.event();
    }
  }
}
