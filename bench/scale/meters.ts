/** Counts of events by the minute, and levels with their highest value. */

const MINUTE = 60;
const MINUTES_OF_HOUR = 60;

/** Events of one kind. */
export class Rate {
  total = 0;
  readonly #minutes: number[] = [];

  /** @param now seconds */
  add(now: number, count = 1): void {
    this.total += count;
    const minute = Math.floor(now / MINUTE);
    while (this.#minutes.length <= minute) this.#minutes.push(0);
    this.#minutes[minute] = (this.#minutes[minute] ?? 0) + count;
  }

  get minutes(): readonly number[] {
    return this.#minutes;
  }
}

/** Several kinds of events, each with its weight. */
export function weighted(parts: readonly { rate: Rate; times: number }[]): number[] {
  const length = Math.max(0, ...parts.map(({ rate }) => rate.minutes.length));
  return Array.from({ length }, (_, minute) =>
    parts.reduce((sum, { rate, times }) => sum + times * (rate.minutes[minute] ?? 0), 0),
  );
}

export function busiestMinute(minutes: readonly number[]): number {
  return minutes.reduce((most, count) => Math.max(most, count), 0);
}

/** Most within sixty minutes. */
export function busiestHour(minutes: readonly number[]): number {
  let [within, most] = [0, 0];
  minutes.forEach((count, minute) => {
    within += count - (minutes[minute - MINUTES_OF_HOUR] ?? 0);
    most = Math.max(most, within);
  });
  return most;
}

/** How many there are of something. */
export class Level {
  value = 0;
  peak = 0;
  /** Integral over time: value × seconds. */
  area = 0;
  #changedAt = 0;
  readonly #minutes = new Rate();

  /** Value × seconds, by the minute. */
  get minutes(): readonly number[] {
    return this.#minutes.minutes;
  }

  change(now: number, by: number): void {
    this.#passTo(now);
    this.value += by;
    this.peak = Math.max(this.peak, this.value);
  }

  #passTo(now: number): void {
    this.area += this.value * (now - this.#changedAt);
    while (this.#changedAt < now) {
      const until = Math.min(now, MINUTE * (Math.floor(this.#changedAt / MINUTE) + 1));
      if (this.value > 0)
        this.#minutes.add(this.#changedAt, this.value * (until - this.#changedAt));
      this.#changedAt = until;
    }
  }
}
