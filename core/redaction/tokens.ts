/**
 * A transcript as one sequence of tokens: what white space separates. Each knows its place in its
 * segment's text and its time, so that a find can be taken out of text, words and sound alike.
 */
import { sharedTimes, spanOf } from '../editing/word-times.ts';
import { isPseudonym } from './pseudonym-forms.ts';
import type { Segment, Word } from '../transcript/transcript.ts';

export interface Token {
  /** Index of the segment in the list. */
  readonly segment: number;
  /** Place in its segment: 0, 1, … */
  readonly nth: number;
  /** Offsets of the token in the segment's text. */
  readonly from: number;
  readonly to: number;
  /** Punctuation before, the word, punctuation after: together the token as written. */
  readonly lead: string;
  readonly core: string;
  readonly trail: string;
  /** `core` in lower case. */
  readonly lower: string;
  /** Whether it is what a redaction wrote: no recogniser reads it. */
  readonly isPseudonym: boolean;
  /** Whether a sentence begins with it. */
  readonly begins: boolean;
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  /** The transcript's words that the token is; none if the text has other words than the list. */
  readonly words: readonly Word[];
}

const PARTS = /^([^\p{L}\p{N}@+[]*)(.*?)([^\p{L}\p{N}\]]*)$/su;
const ENDS_SENTENCE = /[.!?…:][^\p{L}\p{N}]*$/u;

export function tokensOf(segments: readonly Segment[], words: readonly Word[] = []): Token[] {
  const tokens: Token[] = [];
  let next = 0;
  for (const [index, segment] of segments.entries()) {
    const places = [...segment.text.matchAll(/\S+/gu)];
    const texts = places.map(([text]) => text);
    const said = wordsOf(texts, words, next);
    next = said?.next ?? resumed(words, next, segment.end);
    const times = sharedTimes(texts, segment);
    for (const [nth, place] of places.entries()) {
      const own = said?.words[nth] ?? [];
      tokens.push({
        ...{ segment: index, nth, from: place.index, to: place.index + place[0].length },
        ...partsOf(place[0]),
        isPseudonym: isPseudonym(partsOf(place[0]).core),
        begins: nth === 0 || ENDS_SENTENCE.test(texts[nth - 1] ?? ''),
        ...(own.length > 0 ? spanOf(own) : (times[nth] ?? segment)),
        words: own,
      });
    }
  }
  return tokens;
}

function partsOf(text: string) {
  const [, lead = '', core = '', trail = ''] = PARTS.exec(text) ?? [];
  return { lead, core, trail, lower: core.toLowerCase() };
}

/** The words from `first` on, by the text that each is part of; undefined if they are another text. */
function wordsOf(texts: readonly string[], words: readonly Word[], first: number) {
  let next = first;
  const own: Word[][] = [];
  for (const text of texts) {
    const ofText: Word[] = [];
    let length = 0;
    while (length < text.length) {
      const word = words[next];
      const said = word?.word.trim() ?? '';
      if (!word || said === '' || !text.startsWith(said, length)) return undefined;
      ofText.push(word);
      length += said.length;
      next += 1;
    }
    own.push(ofText);
  }
  return { words: own, next };
}

/** Index of the first word that begins when a segment of other words has ended. */
function resumed(words: readonly Word[], from: number, end: number): number {
  let next = from;
  while ((words[next]?.start ?? Infinity) < end) next += 1;
  return next;
}
