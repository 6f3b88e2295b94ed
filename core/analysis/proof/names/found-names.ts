/** Names in a text: capitalised words whose capital is not that of a sentence. */
import type { Evidence } from '../evidence.ts';
import { unitNamed } from '../numbers/unit-of.ts';
import { numberWord } from '../numbers/number-words.ts';
import { calendarKey } from '../numbers/calendar.ts';
import { isFunctionWord } from '../text/function-words.ts';
import { isCapitalised, startsSentence, type Token } from '../text/token.ts';
import { isKnownName, looksLikePlace, looksLikeSurname } from './given-names.ts';

/** Languages that write all nouns with a capital. */
const CAPITAL_NOUNS = new Set(['de', 'lb']);
const TITLES = new Set(
  'herr fru fröken doktor professor dr mr mrs ms herrn frau doktorn prof'.split(' '),
);
/** Words with a capital in English that are no names of their own in a claim. */
const ENGLISH_CAPITALS = new Set(
  'i swedish english european american german french danish norwegian finnish'.split(' '),
);

/** `Sonen Jonas`, `Kassören Mehmet`: before a name, a Swedish noun with its article. */
const DEFINITE_NOUN = /\p{L}{2}(?:en|et|ern|orn|arna|erna)$/u;

const ENGLISH_VERBS = new Set(
  'will is was has had does did can could would should may might must'.split(' '),
);

export interface NameSource {
  tokens: readonly Token[];
  language: string;
  /** Knows the names and the ordinary words of the recording by how they are written there. */
  evidence: Evidence;
}

/** Index in `tokens` of each word of a name. */
export function namesIn(source: NameSource): number[] {
  return source.tokens.flatMap((token, at) => (isName(token, at, source) ? at : []));
}

function isName(token: Token, at: number, source: NameSource): boolean {
  if (!isCapitalised(token.raw) || isOrdinary(token, source.language)) return false;
  if (startsSentence(token, at)) return isNameAtStart(token, at, source);
  if (!CAPITAL_NOUNS.has(source.language)) return true;
  return isAcronym(token.raw) || isKnownName(token.word) || isTitle(source.tokens[at - 1]);
}

function isOrdinary({ word, raw }: Token, language: string): boolean {
  // `400 GB`.
  if (unitNamed(word) !== undefined && word.length < 4) return true;
  if (isFunctionWord(word) && !(isAcronym(raw) && raw.length > 1)) return true;
  if (numberWord(word, language) !== undefined || ENGLISH_CAPITALS.has(word)) return true;
  return calendarKey(word, { raw, before: undefined, besideNumber: true }) !== undefined;
}

/**
 * The first word of a sentence is a name if a list knows it, if it is written as one (an acronym, a
 * surname, two capitalised words), or if the transcript writes it with a capital inside sentences.
 */
function isNameAtStart(token: Token, at: number, source: NameSource): boolean {
  const { evidence, tokens } = source;
  const { lower, capital } = evidence.casingOf(token.word);
  if (lower > 0 || capital > 0) return capital > lower;
  if (isKnownName(token.word) || isAcronym(token.raw)) return true;
  if (looksLikeSurname(token.word) && !isVerb(token.word)) return true;
  if (looksLikePlace(token.word)) return true;
  if (isNounWithEnding(token.word, evidence)) return false;
  if (DEFINITE_NOUN.test(token.word)) return false;
  if (isEnglishSubject(token, tokens[at + 1], source)) return true;
  const next = tokens[at + 1];
  return next !== undefined && isCapitalised(next.raw) && isPartOfName(next, at + 1, source);
}

/** `Sonen Jonas` where the transcript has `min son Jonas`. */
function isNounWithEnding(word: string, evidence: Evidence): boolean {
  const base = /^(.{3,}?)(?:en|et|n|t|na|arna|erna|orna)$/u.exec(word)?.[1];
  return base !== undefined && evidence.casingOf(base).lower > 0;
}

/** `Luis will`, `Wanda's shoes`: English nouns that are no names have an article or a plural. */
function isEnglishSubject(token: Token, next: Token | undefined, source: NameSource): boolean {
  if (source.language !== 'en' || source.evidence.positionsOf(token.word).length > 0) return false;
  if (/\p{L}'s$/u.test(token.word)) return true;
  const isCommon = /(?:s|ing|ed|ion|ment|ness|ty|ly|er|one|body|thing)$/u.test(token.word);
  return !isCommon && ENGLISH_VERBS.has(next?.word ?? '');
}

function isPartOfName(next: Token, at: number, source: NameSource): boolean {
  const spaced = /^\s+$/u.test(next.before);
  return spaced && !isOrdinary(next, source.language) && isName(next, at, source);
}

function isVerb(word: string): boolean {
  return /(?:ssen|lsen|nsen)$/u.test(word);
}

function isAcronym(raw: string): boolean {
  return /^\p{Lu}[\p{Lu}\d]+$/u.test(raw);
}

function isTitle(token: Token | undefined): boolean {
  return token !== undefined && TITLES.has(token.word);
}
