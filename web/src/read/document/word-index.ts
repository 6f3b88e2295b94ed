/** Which word is spoken at a moment. */
import type { EditedWord } from '../../../../core/editing/edited-transcript.ts';
import type { Row } from './rows.ts';

export interface SpokenWord {
  readonly word: EditedWord;
  /** Index of its row. */
  readonly row: number;
  /** Index in its block. */
  readonly nth: number;
}

export class WordIndex {
  private readonly words: readonly SpokenWord[];

  /** Speakers of two channels speak at once, so that words are ordered by time first. */
  constructor(rows: readonly Row[]) {
    const words: SpokenWord[] = [];
    for (const [row, of] of rows.entries()) {
      if (of.kind !== 'block') continue;
      for (const [nth, word] of of.block.words.entries()) words.push({ word, row, nth });
    }
    this.words = words.sort((a, b) => a.word.start - b.word.start);
  }

  /** The last word that has begun at this time. */
  at(seconds: number): SpokenWord | undefined {
    let [low, high] = [0, this.words.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.words[middle]?.word.start ?? 0) <= seconds) low = middle + 1;
      else high = middle;
    }
    return this.words[low - 1];
  }
}
