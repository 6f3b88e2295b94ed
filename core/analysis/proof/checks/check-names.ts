/**
 * Names of a claim must be in the quoted words, or be those of the speaker who says `jag` in them, or
 * of the one who is spoken to as `du`. One that only their segments have will do if the quote
 * has no other person's name that the claim leaves out; one of a neighbouring segment if the quote has
 * no other name at all that the claim leaves out.
 */
import type { ClaimMark } from '../../analysis.ts';
import { isGivenName, looksLikeSurname } from '../names/given-names.ts';
import { exactRange } from '../lookup/exact.ts';
import { isMixed, namesBeside } from '../names/mixed-names.ts';
import { nameKeys } from '../names/name-key.ts';
import { namesIn } from '../names/found-names.ts';
import { type Passage, wordsIn } from '../passage.ts';
import { type Token, tokensOf } from '../text/token.ts';
import { misplacedNames } from './misplaced-names.ts';
import { replacedName } from './replaced-name.ts';
import { type Checked, markOf } from './checked.ts';

export function checkNames(checked: Checked): ClaimMark[] {
  const { tokens, language, evidence } = checked;
  const own = namesIn({ tokens, language, evidence }).flatMap((at) => tokens[at] ?? []);
  const keys = new Set(tokens.flatMap(({ word }) => nameKeys(word)));
  const isFound = (name: Token) =>
    checked.passages.some((passage) => stands(name, passage, { checked, keys }));
  const found = new Set(own.filter(isFound));
  const missing = own.filter((name) => !found.has(name) && !completes(name, found, checked));
  const mixed = mixedNames([...found], checked);
  const misplaced =
    missing.length > 0 ? [] : [...misplacedNames(checked), ...replacedName(checked)];
  const wrong = new Set([...missing, ...mixed, ...misplaced]);
  return [...wrong].map(({ raw }) => markOf('name', raw));
}

/** `Leila Norlander`, where the transcript has `Leila Hadzic` and `Viveka Norlander`. */
function mixedNames(found: readonly Token[], { tokens, evidence }: Checked): Token[] {
  return found.filter((name) => {
    const given = tokens[tokens.indexOf(name) - 1];
    return given && found.includes(given) && name.before === ' ' && isMixed(given, name, evidence);
  });
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
  const quoted = wordsIn(passage, passage.quoted);
  if (has(quoted, name)) return true;
  const leftOut = quotedNames(passage, checked).filter(
    ({ word }) => !nameKeys(word).some((key) => keys.has(key)),
  );
  const isSubject = checked.tokens.indexOf(name) < 2;
  if (leftOut.length === 0 || isSubject) {
    if (isMeant(name, { quoted, passage, isAlone: leftOut.length === 0 })) return true;
  }
  const people = leftOut.filter(({ word }) => isPerson(word, checked));
  const near = [...wordsIn(passage, passage.cited), ...namesOf(passage.speakers)];
  if (has(near, name)) return people.length === 0;
  return has(passage.around, name) && leftOut.length === 0;
}

function isPerson(word: string, { evidence }: Checked): boolean {
  return isGivenName(word) || looksLikeSurname(word) || namesBeside(word, 1, evidence).length > 0;
}

const FIRST_PERSON = new Set(
  `jag mig mej min mitt mina vi oss vår vårt våra i me my mine we us our i'm i've i'd i'll we're we've`.split(
    ' ',
  ),
);
const SECOND_PERSON = new Set(
  `du dig dej din ditt dina ni er ert era you your you're you'll you've`.split(' '),
);

/** By a pronoun: the speaker, or, where the quote has no other name, the one spoken to. */
function isMeant(
  name: Token,
  { quoted, passage, isAlone }: { quoted: readonly Token[]; passage: Passage; isAlone: boolean },
): boolean {
  const says = (pronouns: ReadonlySet<string>) => quoted.some(({ word }) => pronouns.has(word));
  if (says(FIRST_PERSON) && has(namesOf(passage.speakers), name)) return true;
  return isAlone && says(SECOND_PERSON) && has(namesOf(passage.partners), name);
}

function namesOf(speakers: readonly string[]): Token[] {
  return tokensOf(speakers.join(' '));
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
