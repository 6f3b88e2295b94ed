/** Where a find of an earlier text stands in it, and how it is replaced. */
import type { Candidate } from './candidate.ts';
import type { Found } from './found.ts';
import type { Replacement } from './replaced.ts';
import type { Token } from './tokens.ts';

/** Words between those of a find, "eh", are no part of it. */
const MOST_BETWEEN = 4;

/** @param first index of the token that the find's id names; -1: none */
export function placesOf(tokens: readonly Token[], first: number, { text = '' }: Found): number[] {
  const places: number[] = [];
  if (first < 0) return places;
  for (const word of text.split(' ')) {
    let at = (places.at(-1) ?? first - 1) + 1;
    const last = at + MOST_BETWEEN;
    while (at < last && tokens[at]?.core !== word) at += 1;
    if (tokens[at]?.core !== word) continue;
    // A dash between is part of a number.
    const between = places.length === 0 ? [] : range((places.at(-1) ?? 0) + 1, at);
    places.push(...between.filter((index) => tokens[index]?.core === ''), at);
  }
  return places;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, nth) => from + nth);
}

/** Each word of a name has its own pseudonym. */
export function replacementsOf(at: readonly number[], { kind, pseudonym }: Found): Replacement[] {
  const parts = pseudonym.split(' ');
  if (kind !== 'name' || parts.length !== at.length)
    return at.length > 0 ? [{ at, text: pseudonym }] : [];
  return at.map((index, nth) => ({ at: [index], text: parts[nth] ?? '' }));
}

/** The find on the tokens that no other has, which it takes; none if there are none. */
export function free(one: Candidate, taken: Set<number>): Candidate[] {
  const at = one.at.filter((index) => !taken.has(index));
  for (const index of at) taken.add(index);
  return at.length > 0 ? [{ ...one, at }] : [];
}
