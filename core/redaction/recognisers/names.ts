/**
 * Names of people: those in lists, and unknown ones by what stands before them. A capital in mid-sentence
 * counts; where a sentence begins, a word that is a name and a word needs another name beside it.
 */
import type { Candidate } from '../candidate.ts';
import { isNoName, isCommonGiven, knownName, type KnownName } from '../known-names.ts';
import type { Token } from '../tokens.ts';

const PARTICLES = /^(von|af|de|del|da|di|el|al|bin|ibn|van|der|la|le)$/u;
/** A name follows, whatever it is. */
const CALLED = /^(heter|hette|kallas|kallades|döptes|namnet|namnes)$/u;
const TITLES =
  /^(doktor|dr|herr|herrn|fru|fröken|professor|advokat|syster|överläkare|läkare|läkaren|sjuksköterska|sjuksköterskan|tandläkare|tandläkaren|kollegan?|lärare|läraren|chef|chefen|kurator|kuratorn|rektor|rektorn|polisman|åklagare|åklagaren|domare|domaren|nämndeman|vittnet|tolken|handläggare|handläggaren|psykolog|psykologen|barnmorskan?|undersköterskan?|terapeut|terapeuten|kapten|präst|prästen|patienten|klienten|kunden|kusin|kusinen|moster|faster|morbror|farbror|granne|grannen|kompis|kompisen|vän|vännen|väninna|väninnan|sambo|sambon|hustru|hustrun|make|maken|man|mannen|frun|son|sonen|dotter|dottern|bror|brodern|brorsan|systern|syrran|mamma|pappa|mor|far|mormor|morfar|farmor|farfar|barnbarn|barnbarnet|pojkvän|flickvän|svärmor|svärfar)$/u;
const SENTENCE_WORDS = /^(min|mitt|mina|din|vår|hans|hennes)$/u;
/** Begins what is called after a country or a town, and no person. */
const OF_BODIES =
  /^(svensk|svenska|kungliga|region|nya|stora|norra|södra|östra|västra|sankt|stiftelsen|nordiska|dagens|förenta|röda|vita|gröna|europeiska)$/u;
/** Least share of capitalised tokens in a text that has capitals. */
const HAS_CAPITALS = 0.01;

interface NameToken {
  at: number;
  name: KnownName;
}

/**
 * All names of a text at once: one that was found once is found wherever it stands.
 * @param known names in lower case that are certainly meant, whatever their form
 */
export function namesIn(tokens: readonly Token[], known: readonly string[] = []): Candidate[] {
  const hasCapitals = tokens.filter(isCapitalised).length >= tokens.length * HAS_CAPITALS;
  const first = new Map<number, { name: KnownName; confidence: number }>();
  for (let at = 0; at < tokens.length;) {
    const group = hasCapitals ? groupAt(tokens, at) : lowerGroupAt(tokens, at);
    for (const { at: index, name } of group.names)
      first.set(index, { name, confidence: group.confidence });
    at = Math.max(at + 1, group.end);
  }
  const bases = new Set([...known, ...[...first.values()].map(({ name }) => name.base)]);
  for (const [at, token] of tokens.entries()) {
    if (first.has(at) || token.isPseudonym || !isCapitalised(token)) continue;
    const again = againOf(token, bases);
    if (again) first.set(at, { name: again, confidence: 0.6 });
  }
  return [...first].map(([at, { name, confidence }]): Candidate => ({
    ...{ kind: 'name', at: [at], confidence, normalised: name.base },
  }));
}

/** A name that was found elsewhere, also in its genitive or as part of a double name. */
function againOf({ core }: Token, bases: ReadonlySet<string>): KnownName | undefined {
  const name = knownName(core);
  if (bases.has(name.base)) return name;
  const lower = core.toLowerCase();
  const stem = lower.replace(/['’:]?s$/u, '');
  if (stem === lower || !bases.has(stem)) return undefined;
  return { ...name, base: stem, genitive: true };
}

interface Group {
  names: NameToken[];
  end: number;
  confidence: number;
}

const NONE: Group = { names: [], end: 0, confidence: 0 };

/** The names from a token on, up to the next punctuation or small letter. */
function groupAt(tokens: readonly Token[], from: number): Group {
  const token = tokens[from];
  if (!token || !isCapitalised(token)) return calledAt(tokens, from);
  const run = capitalisedRun(tokens, from);
  const names = run.map((at) => ({ at, name: knownName(tokens[at]?.core ?? '') }));
  const start = names.findIndex(({ at, name }, nth) =>
    mayBegin(tokens, { at, name }, names[nth + 1]?.name),
  );
  if (start < 0) return { ...NONE, end: (run.at(-1) ?? from) + 1 };
  const [first, ...rest] = names.slice(start);
  const confidence = first && first.name.class !== 'unknown' ? 0.9 : 0.6;
  const kept = [
    ...(first ? [first] : []),
    ...rest.filter(({ at, name }) => mayFollow(tokens, at, name)),
  ];
  return { names: kept, end: (run.at(-1) ?? from) + 1, confidence };
}

/** "jag heter anna berg": small letters, but it is said that they are names. */
function calledAt(tokens: readonly Token[], from: number): Group {
  if (!isCalledBefore(tokens, from)) return NONE;
  return lowerRun(tokens, from);
}

function lowerGroupAt(tokens: readonly Token[], from: number): Group {
  const called = calledAt(tokens, from);
  if (called.names.length > 0) return called;
  const name = knownName(tokens[from]?.core ?? '');
  const isSure =
    isCommonGiven(name.base) && !name.isAmbiguous && tokens[from]?.isPseudonym === false;
  return isSure ? lowerRun(tokens, from) : NONE;
}

function lowerRun(tokens: readonly Token[], from: number): Group {
  const names: NameToken[] = [];
  for (let at = from; at < tokens.length && names.length < 3; at++) {
    const token = tokens[at];
    const name = knownName(token?.core ?? '');
    if (!token || token.isPseudonym || name.class === 'unknown') break;
    if (names.length === 0 && isNoName(token.lower)) break;
    names.push({ at, name });
    if (token.trail !== '') break;
  }
  return { names, end: from + names.length, confidence: 0.6 };
}

function capitalisedRun(tokens: readonly Token[], from: number): number[] {
  const run = [from];
  for (let at = from; ;) {
    const token = tokens[at];
    if (!token || token.trail !== '' || tokens[at + 1]?.begins !== false) break;
    let next = at + 1;
    while (next < at + 3 && PARTICLES.test(tokens[next]?.core ?? '')) next += 1;
    const following = tokens[next];
    if (!following || !isCapitalised(following) || following.lead !== '') break;
    run.push(next);
    at = next;
  }
  return run;
}

/** Whether a name begins with this one. */
function mayBegin(
  tokens: readonly Token[],
  { at, name }: NameToken,
  next: KnownName | undefined,
): boolean {
  const token = tokens[at];
  if (!token || token.isPseudonym) return false;
  if (isTitleBefore(tokens, at) || isCalledBefore(tokens, at))
    return !isNoName(token.lower) || name.class !== 'unknown';
  if (name.class === 'unknown') return isTwoUnknown(tokens, at, next);
  const isBeside = next !== undefined && next.class !== 'unknown';
  if (isBeside && !token.begins) return true;
  if (name.class === 'given') return !token.begins || !name.isAmbiguous || isBeside;
  return !name.isAmbiguous && (!token.begins || /sson$/u.test(name.base));
}

/** Two words with capitals in mid-sentence, of which no list knows what they are. */
function isTwoUnknown(tokens: readonly Token[], at: number, next: KnownName | undefined): boolean {
  const [token, following] = [tokens[at], tokens[at + 1]];
  if (!token || !following || token.begins || next?.class !== 'unknown') return false;
  const isOther = isNoName(token.lower) || isNoName(following.lower) || OF_BODIES.test(token.lower);
  return !isOther && isCapitalised(following);
}

/** After a given name any capitalised word is a surname, if it is no place. */
function mayFollow(tokens: readonly Token[], at: number, name: KnownName): boolean {
  const token = tokens[at];
  if (!token || token.isPseudonym || token.core.length < 2) return false;
  return name.class !== 'unknown' || !isNoName(token.lower);
}

function isTitleBefore(tokens: readonly Token[], at: number): boolean {
  const [before, further] = [tokens[at - 1], tokens[at - 2]];
  if (!before || tokens[at]?.begins !== false || /[!?,;]/u.test(before.trail)) return false;
  if (!TITLES.test(before.lower)) return false;
  // "man" and "far" are words: only "min man Bo", "hennes far Bo".
  return (
    !/^(man|far|mor|make|vän|kund)$/u.test(before.lower) ||
    SENTENCE_WORDS.test(further?.lower ?? '')
  );
}

function isCalledBefore(tokens: readonly Token[], at: number): boolean {
  const [before, further] = [tokens[at - 1]?.lower ?? '', tokens[at - 2]?.lower ?? ''];
  if (tokens[at]?.begins !== false || tokens[at - 1]?.trail !== '') return false;
  if (CALLED.test(before)) return true;
  return (
    before === 'är' && /^(namn|namnet|förnamn|efternamn|efternamnet|förnamnet)$/u.test(further)
  );
}

function isCapitalised({ core }: Token): boolean {
  return /^\p{Lu}[\p{L}'’:-]+$/u.test(core) && !(core.length > 3 && core === core.toUpperCase());
}
