/** What is known of a word as a name, by the lists and by its form. */
import { AMBIGUOUS_NAMES } from './lists/ambiguous-names.ts';
import { GIVEN_NAMES, MORE_GIVEN_NAMES } from './lists/given-names.ts';
import { NOT_NAMES } from './lists/not-names.ts';
import { PLACES } from './lists/places.ts';
import { MORE_SURNAMES, SURNAMES } from './lists/surnames.ts';

const setOf = (text: string, by: RegExp = /\s+/) => new Set(text.trim().toLowerCase().split(by));
const given = setOf(GIVEN_NAMES);
const allGiven = setOf(GIVEN_NAMES + MORE_GIVEN_NAMES);
const surnames = setOf(SURNAMES + MORE_SURNAMES);
const ambiguous = setOf(AMBIGUOUS_NAMES);
const places = setOf(PLACES, /\n/);
const notNames = setOf(NOT_NAMES);
/** Endings that only surnames have. */
const SURNAME_FORM =
  /\p{L}{3}(sson|sdotter|dotter|quist|qvist|kvist|lund|löf|löv|stedt|ström|hjelm|sköld|crantz|krantz|skog|gren|dahl|bäck|berg|holm)$/u;

export type NameClass = 'given' | 'surname' | 'unknown';

export interface KnownName {
  /** Lower case, without a genitive. */
  base: string;
  genitive: boolean;
  class: NameClass;
  /** Whether it is a word or a place as well. */
  isAmbiguous: boolean;
}

/** @param core a word without punctuation, in any case */
export function knownName(core: string): KnownName {
  const lower = core.toLowerCase();
  const own = classOf(lower);
  const stem = stemOf(lower);
  const ofStem = stem === undefined ? 'unknown' : classOf(stem);
  // "Daniels" is a surname elsewhere, and here what Daniel has.
  const isGenitive =
    stem !== undefined &&
    own !== 'given' &&
    (own === 'unknown' || ofStem === 'given') &&
    ofStem !== 'unknown';
  const base = isGenitive ? stem : lower;
  return {
    ...{ base, genitive: isGenitive, class: isGenitive ? ofStem : own },
    isAmbiguous:
      ambiguous.has(base) || notNames.has(base) || (!given.has(base) && isPlaceName(base)),
  };
}

/** Frequent in Sweden, so that lower case does not hide it. */
export function isCommonGiven(base: string): boolean {
  return given.has(base);
}

export function isNoName(lower: string): boolean {
  return notNames.has(lower) || isPlaceName(lower);
}

function isPlaceName(lower: string): boolean {
  return places.has(lower) || (lower.endsWith('s') && places.has(lower.slice(0, -1)));
}

/** @param name in lower case: whether its pseudonym is to end as given names do */
export function isGivenName(name: string): boolean {
  return knownName(name).class === 'given';
}

/** A double name counts as its parts: "Anna-Karin", "Berg-Lindqvist". */
function classOf(lower: string): NameClass {
  if (allGiven.has(lower)) return 'given';
  if (surnames.has(lower)) return 'surname';
  if (lower.includes('-')) {
    const parts = lower.split('-').map(classOf);
    return parts.find((part) => part !== 'unknown') ?? 'unknown';
  }
  return SURNAME_FORM.test(lower) && !places.has(lower) ? 'surname' : 'unknown';
}

/** Without the genitive's s; undefined if the word has none. */
function stemOf(lower: string): string | undefined {
  const [, stem] = /^(.{2,}?)['’:]?s$/u.exec(lower) ?? [];
  return stem !== undefined && !/[szx]$/u.test(stem) ? stem : undefined;
}
