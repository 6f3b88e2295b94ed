/** Writes parts while the engine works: one at a time and in order, so that no number is ever missing. */
import type { TranscriptPart } from '../../core/transcript/transcript.ts';
import type { Clock } from './clock.ts';
import type { PartCutter } from './parts.ts';

export interface PartWriting {
  cutter: PartCutter;
  write: (part: TranscriptPart) => Promise<void>;
  /** A part that cannot be written is the end of the attempt: the transcript could not be either. */
  onFailure: (error: unknown) => void;
  clock: Clock;
}

export class PartWriter {
  readonly #how: PartWriting;
  #writing: Promise<void> | undefined;

  constructor(how: PartWriting) {
    this.#how = how;
  }

  /** To be called when the cutter has something new; while a part is on its way, segments gather. */
  wake(): void {
    this.#writing ??= this.#writeDue()
      .catch(this.#how.onFailure)
      .finally(() => (this.#writing = undefined));
  }

  /** Resolves when no part is on its way. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  async #writeDue(): Promise<void> {
    const { cutter, clock, write } = this.#how;
    while (cutter.due(clock.now())) await write(cutter.cut(clock.now()));
  }
}
