/** Streets with a number, and postal codes with a place. */
import type { Candidate } from '../candidate.ts';
import { isNearAfter } from '../context.ts';
import { PLACES } from '../lists/places.ts';
import { isNumber, readingsAt } from '../numbers/readings.ts';
import type { Token } from '../tokens.ts';

const STREET =
  /\p{L}(gatan|gata|vägen|väg|gränd|gränden|torget|torg|allén|allé|stigen|stig|backen|backe|platsen|plats|leden|esplanaden|kajen|stråket|liden|ringen|svängen|parken|promenaden|bron|brinken|höjden|plan|dalen|terrassen|ängen|vreten|bacarna)$/u;
/** "Karl Johans gata 4" */
const APART = /^(gata|väg|gränd|torg|allé|plats|stig|backe|plan)$/u;
const BEFORE =
  /^(östra|västra|norra|södra|stora|lilla|gamla|nya|övre|nedre|sankt|sankta|s:t|s:ta|nedra|mellersta)$/u;
const LIVES = /^(bor|bodde|bott|flyttat|flyttade|adress|adressen|hem|hemma|postadress|gatuadress)/u;
const POSTAL = /^postnum/u;
const KNOWN = new Set(PLACES.trim().toLowerCase().split('\n'));
const LONGEST_NUMBER = 4;

export function isPlace(lower: string): boolean {
  return KNOWN.has(lower) || (lower.endsWith('s') && KNOWN.has(lower.slice(0, -1)));
}

export function addressAt(tokens: readonly Token[], from: number): Candidate[] {
  return [...streetAt(tokens, from), ...postalCodeAt(tokens, from)];
}

function streetAt(tokens: readonly Token[], at: number): Candidate[] {
  const street = tokens[at];
  if (!street || street.isPseudonym) return [];
  const isApart = APART.test(street.lower) && isCapitalised(tokens[at - 1]);
  if (!isApart && !(STREET.test(street.lower) && isCapitalised(street))) return [];
  const first = firstOf(tokens, isApart ? at - 1 : at);
  const number = numberAfter(tokens, at + 1);
  const livesThere = isNearAfter(tokens, { at: first, word: LIVES, within: 4, sameSentence: true });
  if (number.length === 0 && !livesThere) return [];
  const indices = [...range(first, at + 1), ...number];
  const normalised = indices.map((index) => tokens[index]?.lower).join(' ');
  return [{ kind: 'address', at: indices, confidence: number.length > 0 ? 0.9 : 0.6, normalised }];
}

/** "Östra Storgatan", "Karl Johans gata" */
function firstOf(tokens: readonly Token[], at: number): number {
  let first = at;
  while (BEFORE.test(tokens[first - 1]?.lower ?? '')) first -= 1;
  const before = tokens[first - 1];
  const isPart = before && isCapitalised(before) && !before.begins && before.trail === '';
  return isPart && /^(gata|väg)/u.test(tokens[at + 1]?.lower ?? '') ? first - 1 : first;
}

/** The house, "12", "tolv B", and a flat's number behind it. */
function numberAfter(tokens: readonly Token[], from: number): number[] {
  if (/^\d{1,4}[a-h]?$/u.test(tokens[from]?.lower ?? '')) return withLetter(tokens, from, [from]);
  const [reading] = [1, 2, 3, LONGEST_NUMBER]
    .flatMap((length) => readingsAt(tokens, from, { length }))
    .sort((one, other) => other.end - one.end || one.digits.length - other.digits.length)
    .filter(({ at }) => at[0] === from && at.length <= 3 && isUnbroken(tokens, at));
  if (tokens[from - 1]?.trail !== '' || !reading) return [];
  return withLetter(tokens, reading.end - 1, [...reading.at]);
}

function isUnbroken(tokens: readonly Token[], at: readonly number[]): boolean {
  return at.slice(0, -1).every((index) => tokens[index]?.trail === '');
}

function withLetter(tokens: readonly Token[], last: number, at: number[]): number[] {
  const isOpen = tokens[last]?.trail === '';
  const isLetter = isOpen && /^[a-h]$/u.test(tokens[last + 1]?.lower ?? '');
  return isLetter ? [...at, last + 1] : at;
}

function postalCodeAt(tokens: readonly Token[], from: number): Candidate[] {
  if (!isNumber(tokens, from) || (isNumber(tokens, from - 1) && tokens[from - 1]?.trail === ''))
    return [];
  const inContext = isNearAfter(tokens, { at: from, word: POSTAL, within: 4 });
  return readingsAt(tokens, from, {
    length: 5,
    mayBegin: (digits) => /^[1-9]/.test(digits),
  }).flatMap(({ at, end, digits }): Candidate[] => {
    const place = tokens[end];
    const isCity = place !== undefined && isCapitalised(place) && isPlace(place.lower);
    if (!isCity && !inContext) return [];
    const indices = isCity ? [...at, end] : [...at];
    return [{ kind: 'address', at: indices, confidence: isCity ? 0.9 : 0.7, normalised: digits }];
  });
}

function isCapitalised(token: Token | undefined): boolean {
  return /^\p{Lu}/u.test(token?.core ?? '') && token?.isPseudonym === false;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, nth) => from + nth);
}
