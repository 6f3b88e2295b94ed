/** The text of a job as it grows, in paragraphs. Each reading costs the same, however long it is. */
import { signal } from '@preact/signals';
import { transcriptPage, type TranscriptPage } from '../app/transcript-page.ts';
import { Paragraphs, type Paragraph } from './paragraphs.ts';

export interface Heard {
  readonly seconds: number;
  /** 0 to 1. */
  readonly fraction: number;
}

export class LiveWords {
  readonly paragraphs = signal<readonly Paragraph[]>([]);
  readonly heard = signal<Heard>({ seconds: 0, fraction: 0 });
  /** The transcript is published. */
  readonly isComplete = signal(false);
  readonly #jobId: string;
  #after = 0;
  #made = new Paragraphs();

  constructor(jobId: string) {
    this.#jobId = jobId;
  }

  /** Reads all that has come since the last time. */
  async read(): Promise<void> {
    for (;;) {
      const page = await transcriptPage(this.#jobId, this.#after);
      // The published transcript has other parts: it is read from its beginning.
      if (page.complete && !this.isComplete.peek()) {
        this.isComplete.value = true;
        this.#after = 0;
        this.#made = new Paragraphs();
        continue;
      }
      this.#take(page);
      if (!page.more) return;
    }
  }

  #take(page: TranscriptPage): void {
    this.#after = page.part;
    const hasNew = this.#made.add(page.segments);
    this.heard.value = { seconds: page.transcribedSeconds, fraction: page.fraction };
    // What is there already is replaced at once, so that nothing jumps.
    if (hasNew && !(page.complete && page.more)) this.paragraphs.value = this.#made.all();
  }
}
