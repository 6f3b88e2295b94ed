/** How long the work will take from now on, told from how fast it went. */
const SECOND_MS = 1000;

/** Writing the documents and the verdict, on a slow day, and that the notice is looked for now and then. */
const MARGIN_MS = 20 * SECOND_MS;

interface Reached {
  /** Of the file, 0..1. */
  fraction: number;
  at: number;
}

export class Outlook {
  #first: Reached | undefined;
  #last: Reached | undefined;

  /** `fraction` of the file is transcribed now. What an engine only tells again is no progress. */
  note(fraction: number, now: number): void {
    if (this.#last && fraction <= this.#last.fraction) return;
    this.#last = { fraction, at: now };
    this.#first ??= this.#last;
  }

  /** Whether all will be written by then, both in milliseconds since the epoch; not known is no. */
  fits(deadline: number): boolean {
    const [first, last] = [this.#first, this.#last];
    if (!first || !last || last === first) return false;
    const msForAll = (last.at - first.at) / (last.fraction - first.fraction);
    return last.at + (1 - last.fraction) * msForAll + MARGIN_MS <= deadline;
  }
}
