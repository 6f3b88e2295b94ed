/** Deals the engine's words out to the segments: they come in the order of the segments. */
import type { Segment, Word } from '../transcript/transcript.ts';

export class SegmentWords {
  private readonly words: readonly Word[];
  private next = 0;

  constructor(words: readonly Word[]) {
    this.words = words;
  }

  /**
   * Words of the next segment. Empty if they do not spell its text: then their times are unknown, and
   * as many letters are passed over.
   */
  take({ text }: Segment): readonly Word[] {
    const letters = withoutSpaces(text);
    const from = this.next;
    let spelled = '';
    while (spelled.length < letters.length && this.next < this.words.length) {
      spelled += withoutSpaces(this.words[this.next]?.word ?? '');
      this.next += 1;
    }
    return spelled === letters ? this.words.slice(from, this.next) : [];
  }
}

function withoutSpaces(text: string): string {
  return text.replace(/\s+/gu, '');
}
