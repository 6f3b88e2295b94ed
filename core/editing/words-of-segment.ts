/**
 * Words of a segment: its text divided at white space. Japanese, Chinese, Thai and their like have none
 * between words: such text is divided where the engine's words end as well.
 */
import type { Segment, Word } from '../transcript/transcript.ts';
import type { EditedWord } from './edited-transcript.ts';
import { sharedTimes, spanOf } from './word-times.ts';
import { spokenByOne } from './word-speakers.ts';

/** Scripts without spaces between words: Thai to Burmese, Khmer, East Asian without Hangul. */
const UNSPACED =
  /[\u0e01-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9fe\uaa60-\uaa7f\u2e80-\u9fff\uf900-\ufaff\uff00-\uff9f]|[\u{1b000}-\u{1b16f}\u{20000}-\u{3ffff}]/u;

/** A stretch of the text without white space, and the engine's words that it consists of. */
interface Token {
  text: string;
  /** White space before it. */
  before: string;
  words: readonly Word[];
}

/** @param words those of this segment, which spell its text; empty: unknown */
export function wordsOfSegment(segment: Segment, words: readonly Word[]): EditedWord[] {
  const tokens = tokensOf(segment.text.trim(), words);
  const shared = sharedTimes(
    tokens.map(({ text }) => text),
    segment,
  );
  return tokens.map(({ text, before, words: own }, nth) => ({
    ...{ id: `${segment.id}.${nth}`, text },
    ...(own.length > 0 ? spanOf(own) : (shared[nth] ?? spanOf([segment]))),
    ...(own.length > 0 && { probability: Math.min(...own.map((word) => word.probability)) }),
    ...spokenByOne(own),
    ...(nth > 0 && before !== ' ' && { before }),
  }));
}

function tokensOf(text: string, words: readonly Word[]): Token[] {
  const left = [...words];
  // White space and words in turn; white space first, which is empty.
  const pieces = text.split(/(\S+)/u);
  return pieces.flatMap((piece, nth) =>
    nth % 2 === 0 ? [] : dividedAtWords(piece, pieces[nth - 1] ?? '', left),
  );
}

/** Takes the engine's words of a piece out of `left`. */
function dividedAtWords(piece: string, before: string, left: Word[]): Token[] {
  const tokens: Token[] = [];
  let rest = piece;
  while (rest !== '') {
    const word = left.shift();
    const spelled = word === undefined ? rest : word.word.replace(/\s+/gu, '');
    // An engine's word with a space in it, whose end is in the next piece.
    if (word && spelled.length > rest.length) {
      left.unshift({ ...word, word: spelled.slice(rest.length) });
    }
    const text = rest.slice(0, spelled.length);
    if (text === '') continue;
    tokens.push({ text, before: tokens.length === 0 ? before : '', words: word ? [word] : [] });
    rest = rest.slice(text.length);
  }
  return UNSPACED.test(piece) || tokens.length < 2 ? tokens : [joined(tokens)];
}

function joined(tokens: readonly Token[]): Token {
  const text = tokens.map((token) => token.text).join('');
  return { text, before: tokens[0]?.before ?? '', words: tokens.flatMap(({ words }) => words) };
}
