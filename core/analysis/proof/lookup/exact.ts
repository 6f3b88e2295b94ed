/** Finds a quote word for word. */
import type { Evidence, Range } from '../evidence.ts';

/** Where the words stand: in the cited segment, or else nearest to it. */
export function exactRange(
  words: readonly string[],
  cited: number | undefined,
  evidence: Evidence,
): Range | undefined {
  if (words.length === 0) return undefined;
  const around = cited === undefined ? undefined : evidence.rangeOf(cited);
  const all = occurrences(words, evidence);
  const inside = all.find((at) => around && at >= around.first && at < around.end);
  const first = inside ?? nearest(all, around?.first ?? 0);
  return first === undefined ? undefined : { first, end: first + words.length };
}

/** Looks only where the quote's rarest word is. */
function occurrences(words: readonly string[], evidence: Evidence): number[] {
  let rarest = 0;
  let places = evidence.positionsOf(words[0] ?? '');
  words.forEach((word, at) => {
    const here = evidence.positionsOf(word);
    if (here.length < places.length) [rarest, places] = [at, here];
  });
  return places
    .map((place) => place - rarest)
    .filter((first) => words.every((word, at) => evidence.spelled[first + at] === word));
}

export function nearest(places: readonly number[], to: number): number | undefined {
  let best = places[0];
  for (const place of places) {
    if (best !== undefined && Math.abs(place - to) < Math.abs(best - to)) best = place;
  }
  return best;
}
