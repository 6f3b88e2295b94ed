/** Estimates the remaining time from the speed so far. */
const SECOND_MS = 1000;

/** Time to write documents and report the outcome on a slow day, plus the polling interval of notices. */
const MARGIN_MS = 20 * SECOND_MS;

interface Reached {
  /** Transcribed fraction of the file, 0..1. */
  fraction: number;
  at: number;
}

export class CompletionEstimate {
  #first: Reached | undefined;
  #last: Reached | undefined;

  /** Records that `fraction` of the file is transcribed. Repeated events of a resumed engine are ignored. */
  record(fraction: number, now: number): void {
    if (this.#last && fraction <= this.#last.fraction) return;
    this.#last = { fraction, at: now };
    this.#first ??= this.#last;
  }

  /** For work that follows the first. */
  startOver(): void {
    this.#first = undefined;
    this.#last = undefined;
  }

  /** Whether everything is written before `deadline` (milliseconds since the epoch); false if unknown. */
  finishesBefore(deadline: number): boolean {
    const [first, last] = [this.#first, this.#last];
    if (!first || !last || last === first) return false;
    const msForAll = (last.at - first.at) / (last.fraction - first.fraction);
    return last.at + (1 - last.fraction) * msForAll + MARGIN_MS <= deadline;
  }
}
