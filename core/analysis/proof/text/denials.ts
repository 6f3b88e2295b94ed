/** Which words of a clause deny. */
import { isFunctionWord } from './function-words.ts';
import { impliesNot } from './implied-negations.ts';
import { isNegation } from './negation-words.ts';
import type { Token } from './token.ts';

const SENTENCE_END = /[.!?…\n]/u;
/** Words before `utan` among which a negation makes it mean `but`. */
const BEFORE = 12;
const AUXILIARY = /^(?:hade|har|är|var|skulle|ska|kan|kunde|blir|blev|vill|måste)$/u;

export function denialsOf(
  tokens: readonly Token[],
  { first, end }: { first: number; end: number },
): boolean[] {
  const words = tokens.slice(first, end).map(({ word }) => word);
  return words.map((word, at) => denies(word, tokens, first + at) || impliesNot(words, at));
}

function denies(word: string, tokens: readonly Token[], at: number): boolean {
  if (word === 'utan') return utanDenies(tokens, at);
  if (word === 'no' && /[,.!]/u.test(tokens[at + 1]?.before ?? ',')) return false;
  return isNegation(word);
}

/** As a preposition; after another negation or a comma it means `but`. `utan det` denies no word. */
function utanDenies(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  if (/[,;]/u.test(tokens[at]?.before ?? '') && next?.word !== 'att') return false;
  if (next?.word !== 'att' && hasNoNoun(tokens.slice(at + 1))) return false;
  const before = tokens.slice(Math.max(0, at - BEFORE), at + 1);
  const start = before.findLastIndex((one) => SENTENCE_END.test(one.before));
  return !before.slice(Math.max(0, start)).some((one) => isNegation(one.word));
}

function hasNoNoun(after: readonly Token[]): boolean {
  const verb = after.findIndex(({ word }) => AUXILIARY.test(word));
  return verb > 0 && after.slice(0, verb).every(({ word }) => isFunctionWord(word));
}
