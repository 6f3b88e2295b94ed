/**
 * Names of a claim must be in the quoted words. One that only their segments have will do if the quote
 * has no other person's name that the claim leaves out; one of a neighbouring segment if the quote has
 * no other name at all that the claim leaves out.
 */
import type { ClaimMark } from '../../analysis.ts';
import { isGivenName, looksLikeSurname } from '../names/given-names.ts';
import { exactRange } from '../lookup/exact.ts';
import { nameKeys } from '../names/name-key.ts';
import { namesIn } from '../names/found-names.ts';
import { type Passage, wordsIn } from '../passage.ts';
import { type Token, tokensOf } from '../text/token.ts';
import { type Checked, markOf } from './checked.ts';

export function checkNames(checked: Checked): ClaimMark[] {
  const { tokens, language, evidence } = checked;
  const own = namesIn({ tokens, language, evidence }).flatMap((at) => tokens[at] ?? []);
  const keys = new Set(tokens.flatMap(({ word }) => nameKeys(word)));
  const isFound = (name: Token) =>
    checked.passages.some((passage) => stands(name, passage, { checked, keys }));
  const found = new Set(own.filter(isFound));
  return own
    .filter((name) => !found.has(name) && !completes(name, found, checked))
    .map(({ raw }) => markOf('name', raw));
}

/** `Dahl` in `Sofie Dahl`, where the quote has `Sofie` and the transcript somewhere has both. */
function completes(name: Token, found: ReadonlySet<Token>, { tokens, evidence }: Checked): boolean {
  const at = tokens.indexOf(name);
  return [at - 1, at].some((first) => {
    const pair = tokens.slice(first, first + 2);
    const words = pair.map(({ word }) => word);
    const both = first >= 0 && pair.length === 2 && pair.some((one) => found.has(one));
    return both && exactRange(words, undefined, evidence) !== undefined;
  });
}

function stands(
  name: Token,
  passage: Passage,
  { checked, keys }: { checked: Checked; keys: ReadonlySet<string> },
): boolean {
  if (has(wordsIn(passage, passage.quoted), name)) return true;
  const leftOut = quotedNames(passage, checked).filter(
    ({ word }) => !nameKeys(word).some((key) => keys.has(key)),
  );
  const speakers = tokensOf(passage.speakers.join(' '));
  if (has([...wordsIn(passage, passage.cited), ...speakers], name)) {
    return !leftOut.some(({ word }) => isGivenName(word) || looksLikeSurname(word));
  }
  return has(passage.around, name) && leftOut.length === 0;
}

function quotedNames(passage: Passage, { evidence }: Checked): Token[] {
  const tokens = passage.around;
  const { first, end } = passage.quoted;
  return namesIn({ tokens, language: evidence.language, evidence })
    .filter((at) => at >= first && at < end)
    .flatMap((at) => tokens[at] ?? []);
}

/** Also as the beginning of a compound: `Stockholm` in `Stockholmsregionen`. */
function has(tokens: readonly Token[], name: Token): boolean {
  const keys = nameKeys(name.word);
  return tokens.some(({ word }) => {
    const others = nameKeys(word);
    return (
      keys.some((key) => others.includes(key)) ||
      (name.word.length > 4 && startsWith(word, name.word)) ||
      isOfPlace(name.word, word)
    );
  });
}

/** `Scottish` where the quote has `Scotland`. */
function isOfPlace(word: string, other: string): boolean {
  return /(?:ish|ian|ean|ese)$/u.test(word) && word.slice(0, 4) === other.slice(0, 4);
}

function startsWith(a: string, b: string): boolean {
  return Math.min(a.length, b.length) > 4 && (a.startsWith(b) || b.startsWith(a));
}
