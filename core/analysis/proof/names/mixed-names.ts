/** A given name and a surname of two people: `Leila Norlander`, of Leila Hadzic and Viveka Norlander. */
import type { Evidence } from '../evidence.ts';
import { isFunctionWord } from '../text/function-words.ts';
import { isCapitalised, type Token } from '../text/token.ts';
import { nameKeys } from './name-key.ts';

/** Whether the transcript has both words, never side by side, and one of them beside another name. */
export function isMixed(given: Token, surname: Token, evidence: Evidence): boolean {
  const [first, last] = [given, surname].map(({ word }) => spellingsOf(word, evidence));
  if (!first || !last) return false;
  if (first.some((a) => last.some((b) => standTogether(a, b, evidence)))) return false;
  const surnames = new Set(first.flatMap((word) => namesBeside(word, 1, evidence)));
  // `Councillor` stands before many names.
  if (surnames.size > 1) return false;
  return surnames.size > 0 || last.some((word) => namesBeside(word, -1, evidence).length > 0);
}

/** Side by side, or with one name between: `Councillor Meera Shah`. */
function standTogether(first: string, last: string, evidence: Evidence): boolean {
  const places = new Set(evidence.positionsOf(last));
  return evidence.positionsOf(first).some((at) => places.has(at + 1) || places.has(at + 2));
}

/** As it stands in the transcript: with a genitive or without. */
function spellingsOf(word: string, evidence: Evidence): string[] {
  const forms = new Set([word, `${word}s`, ...nameKeys(word), word.replace(/'?s$/u, '')]);
  return [...forms].filter((form) => evidence.positionsOf(form).length > 0);
}

/** Names after (1) or before (-1) a name, with nothing but a space between. */
export function namesBeside(word: string, side: 1 | -1, evidence: Evidence): string[] {
  return evidence.positionsOf(word).flatMap((position) => {
    const owner = evidence.ownerOf(position);
    const tokens = evidence.tokens(owner);
    const at = position - evidence.rangeOf(owner).first;
    const [own, beside] = [tokens[at], tokens[at + side]];
    if (!own || !beside || ![own, beside].every(({ raw }) => isCapitalised(raw))) return [];
    const isBeside = (side === 1 ? beside.before : own.before) === ' ';
    return isBeside && !isFunctionWord(beside.word) ? [beside.word] : [];
  });
}
