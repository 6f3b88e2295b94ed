/** What a number is counted by: `kronor i månaden`, `per dag`, `a week`. */
import type { FoundNumber } from './found-numbers.ts';
import type { Token } from '../text/token.ts';

const PERIODS: readonly (readonly [RegExp, string])[] = [
  [/^(?:sekund(?:en)?|second)$/u, 's'],
  [/^(?:minut(?:en)?|minute)$/u, 'min'],
  [/^(?:timme|timma|timmen|hour)$/u, 'h'],
  [/^(?:dag|dagen|dygn|dygnet|day)$/u, 'd'],
  [/^(?:vecka|veckan|week)$/u, 'week'],
  [/^(?:månad|månaden|month)$/u, 'month'],
  [/^(?:kvartal|kvartalet|quarter)$/u, 'quarter'],
  [/^(?:år|året|year)$/u, 'year'],
];
const LINK = /^(?:i|om|per|på|a|an|varje|var|every|each|per)$/u;
/** Words between the number and its period. */
const AHEAD = 5;

export function periodOf(
  { at, length }: FoundNumber,
  tokens: readonly Token[],
): string | undefined {
  const after = tokens.slice(at + length, at + length + AHEAD);
  const end = after.findIndex(({ before }) => /[.,;:!?]/u.test(before));
  const words = (end < 0 ? after : after.slice(0, end)).map(({ word }) => word);
  const found = words.findIndex((word, index) => {
    const linked = LINK.test(words[index - 1] ?? '') || isOneOf(words, index);
    return linked && PERIODS.some(([pattern]) => pattern.test(word));
  });
  return PERIODS.find(([pattern]) => pattern.test(words[found] ?? ''))?.[1];
}

/** `på en timme`. */
function isOneOf(words: readonly string[], index: number): boolean {
  return /^(?:en|ett|one)$/u.test(words[index - 1] ?? '') && LINK.test(words[index - 2] ?? '');
}
