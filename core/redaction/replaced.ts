/** Segments and words with replacements in place of tokens. */
import { spanOf } from '../editing/word-times.ts';
import type { Segment, Word } from '../transcript/transcript.ts';
import type { Token } from './tokens.ts';

/** Tokens, not all of one segment or side by side, and what stands in their place. */
export interface Replacement {
  at: readonly number[];
  text: string;
}

/** A range of a segment's tokens that becomes one word, or none where the text went to a segment before. */
interface Range {
  first: number;
  last: number;
  text: string;
}

/** Segments that had nothing else are gone; ids stay. Words have times in any case. */
export function replaced(
  segments: readonly Segment[],
  tokens: readonly Token[],
  replacements: readonly Replacement[],
): { segments: Segment[]; words: Word[] } {
  const ranges = new Map(
    replacements.flatMap((one) => rangesOf(tokens, one)).map((range) => [range.first, range]),
  );
  const kept: Segment[] = [];
  const words: Word[] = [];
  let next = 0;
  for (const [index, segment] of segments.entries()) {
    let [text, from, written] = ['', 0, 0];
    while (tokens[next]?.segment === index) {
      const token = tokens[next] as Token;
      const range = ranges.get(next);
      const last = tokens[range?.last ?? next] ?? token;
      const said =
        range === undefined ? token.lead + token.core + token.trail : textOf(token, last, range);
      if (said !== '') {
        const between = segment.text.slice(from, token.from);
        text += written === 0 && from > 0 ? said : between + said;
        written += 1;
        words.push(
          ...(range
            ? [oneWord(tokens.slice(next, range.last + 1), said, segment)]
            : wordsOf(token, segment)),
        );
      }
      from = last.to;
      next = (range?.last ?? next) + 1;
    }
    if (written > 0) kept.push({ ...segment, text: text + segment.text.slice(from) });
    else if (from === 0) kept.push(segment);
  }
  return { segments: kept, words };
}

/** One for each segment; what stands between its tokens there goes with them. */
function rangesOf(tokens: readonly Token[], { at, text }: Replacement): Range[] {
  const bySegment = Map.groupBy(at, (index) => tokens[index]?.segment);
  return [...bySegment.values()].map((own, nth): Range => ({
    ...{ first: own[0] ?? 0, last: own.at(-1) ?? 0, text: nth === 0 ? text : '' },
  }));
}

function textOf({ lead }: Token, { trail }: Token, { text }: Range): string {
  return text === '' ? '' : `${lead}${text}${trail}`;
}

function wordsOf(token: Token, { confidence }: Segment): Word[] {
  if (token.words.length > 0) return [...token.words];
  const { start, end, lead, core, trail } = token;
  return [{ start, end, word: lead + core + trail, probability: confidence }];
}

function oneWord(tokens: readonly Token[], word: string, { confidence }: Segment): Word {
  const words = tokens.flatMap((token) => token.words);
  const probability = words.reduce((least, one) => Math.min(least, one.probability), confidence);
  return { ...words[0], ...spanOf(tokens), word, probability };
}
