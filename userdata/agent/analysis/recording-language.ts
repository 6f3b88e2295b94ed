/** Language of a recording, from the first word to the whole transcript. */
import type { Clock } from '../clock.ts';

const LOOK_MS = 500;

export class RecordingLanguage {
  readonly #soFar: () => Promise<string>;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #known: string | undefined;
  #isWhole = false;

  /** @param of.soFar before the transcript is whole; `auto` if it is not known */
  constructor(of: { soFar: () => Promise<string>; clock: Clock; signal: AbortSignal }) {
    this.#soFar = of.soFar;
    this.#clock = of.clock;
    this.#signal = of.signal;
  }

  /** By the whole transcript. */
  is(language: string): void {
    this.#known = language;
    this.#isWhole = true;
  }

  /** `auto` if it is not known yet. */
  async now(): Promise<string> {
    const known = this.#known ?? (await this.#soFar());
    if (known !== 'auto') this.#known ??= known;
    return known;
  }

  /** Waits for the engine to find it. @throws the signal's reason */
  async found(): Promise<string> {
    for (;;) {
      const known = await this.now();
      if (known !== 'auto' || this.#isWhole) return known;
      await this.#clock.sleep(LOOK_MS, this.#signal);
    }
  }
}
