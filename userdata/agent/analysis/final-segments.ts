/**
 * Tells a listener the segments that will be published. Where the job asks who speaks, these come only
 * once everything is heard, divided otherwise and numbered anew; claims about the first ones would point
 * at other sentences. If no others come, the first ones are it.
 */
import type { Segment, Word } from '../../../core/transcript/transcript.ts';
import type { TranscriptListener } from './transcript-listener.ts';

export class FinalSegments implements TranscriptListener {
  readonly #listener: TranscriptListener;
  #held: { segment: Segment; words: readonly Word[] }[] = [];
  #isFinal = false;

  constructor(listener: TranscriptListener) {
    this.#listener = listener;
  }

  async onAudio(file: string): Promise<void> {
    await this.#listener.onAudio?.(file);
  }

  onSegment(segment: Segment, words: readonly Word[]): void {
    this.#held.push({ segment, words });
  }

  onFinalSegment(segment: Segment, words: readonly Word[]): void {
    this.#isFinal = true;
    this.#held = [];
    this.#listener.onSegment(segment, words);
  }

  restart(): void {
    this.#isFinal = false;
    this.#held = [];
    this.#listener.restart();
  }

  transcriptDone(of: { language: string }): void {
    if (!this.#isFinal) {
      for (const { segment, words } of this.#held) this.#listener.onSegment(segment, words);
    }
    this.#held = [];
    this.#listener.transcriptDone(of);
  }
}
