/** Which words, with their times, a segment's text consists of. */
import type { Segment, Word } from '../../transcript/transcript.ts';
import { cleaned, normalised, type Token } from './text/token.ts';

/** Index of the first and of the last word that a token is spelled by. */
export type WordSpan = readonly [first: number, last: number];

/** Words on either side of a gap that are tried, such as those of another speaker. */
const AHEAD = 40;
/** Seconds by which a word may lie outside its segment. */
const SLACK = 0.5;

/**
 * Words are matched to segments by time and by their letters in order, so that it does not matter how a
 * tokenizer divided them ("2" and ",5"). Each word belongs to one segment at most.
 */
export class WordTimes {
  private readonly words: readonly Word[];
  private readonly letters: string[];
  private readonly taken: Uint8Array;
  /** Indices of the words by start: transcripts have them so already. */
  private readonly order: number[];

  constructor(words: readonly Word[]) {
    this.words = words;
    this.letters = words.map(({ word }) =>
      normalised(cleaned(word)).replace(/[^\p{L}\p{M}\p{N}]/gu, ''),
    );
    this.taken = new Uint8Array(words.length);
    this.order = words.map((_, at) => at).sort((a, b) => this.startOf(a) - this.startOf(b));
  }

  /** Word spans of a segment's tokens; undefined where no word has a token's letters. */
  take(segment: Segment, tokens: readonly Token[]): (WordSpan | undefined)[] {
    const near = this.near(segment);
    let at = 0;
    let offset = 0;
    return tokens.map(({ word }) => {
      const letters = word.replaceAll("'", '');
      const found = this.spelled({ letters, near, at, offset });
      if (found === undefined) return undefined;
      ({ at, offset } = found);
      for (const one of near.slice(found.first, found.last + 1)) this.taken[one] = 1;
      return [near[found.first] ?? 0, near[found.last] ?? 0];
    });
  }

  private near({ start, end }: Segment): number[] {
    const near: number[] = [];
    for (let at = this.firstFrom(start - SLACK); at < this.order.length; at += 1) {
      const index = this.order[at] ?? 0;
      if (this.startOf(index) > end + SLACK) break;
      if (this.taken[index] === 0 && this.letters[index] !== '') near.push(index);
    }
    return near;
  }

  private spelled(from: { letters: string; near: number[]; at: number; offset: number }) {
    const { letters, near, at, offset } = from;
    for (let first = at; first < Math.min(near.length, at + AHEAD); first += 1) {
      const found = this.reads(letters, near, [first, first === at ? offset : 0]);
      if (found !== undefined) return { first, ...found };
    }
    return undefined;
  }

  /** Where the letters end, if the words from there on begin with them. */
  private reads(letters: string, near: number[], [first, skip]: [number, number]) {
    let left = letters;
    let offset = skip;
    for (let at = first; at < near.length; at += 1) {
      const word = (this.letters[near[at] ?? 0] ?? '').slice(offset);
      if (word.startsWith(left)) {
        const whole = word.length === left.length;
        return { last: at, at: whole ? at + 1 : at, offset: whole ? 0 : offset + left.length };
      }
      if (word === '' || !left.startsWith(word)) return undefined;
      left = left.slice(word.length);
      offset = 0;
    }
    return undefined;
  }

  private firstFrom(start: number): number {
    let low = 0;
    let high = this.order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.startOf(this.order[middle] ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private startOf(index: number): number {
    return this.words[index]?.start ?? 0;
  }
}
