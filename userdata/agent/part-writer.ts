/** Writes parts while the engine works: one at a time and in order, so that no number is ever missing. */
import type { TranscriptPart } from '../../core/transcript/transcript.ts';
import type { Clock } from './clock.ts';
import type { PartCutter } from './parts.ts';

export interface PartWriting {
  cutter: PartCutter;
  write: (part: TranscriptPart) => Promise<void>;
  /** A failed part ends the attempt: the transcript could not be written either. */
  onFailure: (error: unknown) => void;
  clock: Clock;
}

export class PartWriter {
  readonly #how: PartWriting;
  #writing: Promise<void> | undefined;

  constructor(how: PartWriting) {
    this.#how = how;
  }

  /** Call when the cutter has something new; segments accumulate while a part is being written. */
  wake(): void {
    this.#writing ??= this.#writeDue()
      .catch(this.#how.onFailure)
      .finally(() => (this.#writing = undefined));
  }

  /** Resolves when no part is being written. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  async #writeDue(): Promise<void> {
    const { cutter, clock, write } = this.#how;
    while (cutter.due(clock.now())) await write(cutter.cut(clock.now()));
  }
}
