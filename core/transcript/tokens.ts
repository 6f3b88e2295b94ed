/**
 * The words of a segment as places in its text, so that some of them can be taken out. Word borders
 * are Unicode's (UAX #29, Intl.Segmenter): Japanese and Chinese have no spaces.
 */
import type { Segment, Word } from './transcript.ts';

export interface Token {
  /** Compared by this: lower case, letters and digits only. */
  norm: string;
  /** Seconds; of the word if it is known, else in proportion to its place in the segment's text. */
  start: number;
  end: number;
  /** Place in the text, up to the beginning of the next token. */
  from: number;
  to: number;
}

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Same for two readings of one word. */
export function normalised(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** @param words those of this segment, if the transcript has them */
export function tokensOf({ text, start, end }: Segment, words: readonly Word[] = []): Token[] {
  const placed = placesIn(text);
  const perLetter = text.length === 0 ? 0 : (end - start) / text.length;
  let next = 0;
  return placed.map(({ norm, from, to }) => {
    const at = words.findIndex((word, index) => index >= next && normalised(word.word) === norm);
    const word = words[at];
    if (word) next = at + 1;
    return {
      ...{ norm, from, to },
      start: word?.start ?? start + from * perLetter,
      end: word?.end ?? start + to * perLetter,
    };
  });
}

/** Words of a text, each with what follows it up to the next one. */
export function placesIn(text: string): Pick<Token, 'norm' | 'from' | 'to'>[] {
  const found = [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike);
  return found.map(({ segment, index }, nth) => ({
    norm: normalised(segment),
    from: nth === 0 ? 0 : index,
    to: found[nth + 1]?.index ?? text.length,
  }));
}
