/**
 * Finds what two neighbouring chunks of a recording both contain: words that are equal, in order, and
 * at the same time as far as times are known. Only such pairs are one word; all others stay.
 */
import type { Token } from './tokens.ts';

/** Positions of one word in the earlier and in the later chunk. */
export interface Pair {
  a: number;
  b: number;
}

/** Words in a row that show an overlap where nothing else does. */
export const LEAST_RUN = 3;
/** Words at an end that may have been cut by it, and so differ. */
const MOST_CUT = 1;
/** A longer overlap is compared over so many words: the comparison takes their product. */
export const MOST_TOKENS = 2000;
/** Two readings of one word differ by so much, in seconds, if words have times or not. */
const APART = { known: 1, guessed: 3 };
/** Largest error of a chunk's start, in seconds, that equal words may reveal. */
const MOST_SKEW = 5;

/**
 * The longest run of equal words with which the earlier chunk ends and the later one begins. For
 * chunks of which no start is known.
 */
export function runAtSeam(a: readonly Token[], b: readonly Token[]): Pair[] {
  let longest: Pair[] = [];
  for (let cutA = 0; cutA <= MOST_CUT; cutA += 1) {
    for (let cutB = 0; cutB <= MOST_CUT; cutB += 1) {
      const run = suffixAsPrefix(a.slice(0, a.length - cutA), b.slice(cutB));
      if (run <= longest.length) continue;
      const from = a.length - cutA - run;
      longest = Array.from({ length: run }, (_, nth) => ({ a: from + nth, b: cutB + nth }));
    }
  }
  return longest.length >= LEAST_RUN ? longest : [];
}

/** How many of the last of `a` are the first of `b`: the most for which this is so. */
function suffixAsPrefix(a: readonly Token[], b: readonly Token[]): number {
  for (let run = Math.min(a.length, b.length); run >= LEAST_RUN; run -= 1) {
    const from = a.length - run;
    let same = 0;
    while (same < run && a[from + same]?.norm === b[same]?.norm) same += 1;
    if (same === run) return run;
  }
  return 0;
}

/**
 * The most words that both chunks contain at the same time, in order. Times are those of the
 * recording; `overlap` is how long both last, in seconds.
 */
export function sameInOverlap(
  a: readonly Token[],
  b: readonly Token[],
  { overlap, areTimesKnown }: { overlap: number; areTimesKnown: boolean },
): Pair[] {
  const apart = Math.min(areTimesKnown ? APART.known : APART.guessed, overlap);
  const skew = skewOf(a, b, overlap);
  return bestPairs(a, b, (one, other) => {
    const difference = Math.abs(one.start - other.start - skew);
    return one.norm === other.norm && difference < apart ? difference : undefined;
  });
}

/** Error of the later chunk's start, by the longest run of equal words; 0 if there is none. */
function skewOf(a: readonly Token[], b: readonly Token[], overlap: number): number {
  const most = Math.min(MOST_SKEW, overlap);
  const lengths = new Uint16Array(b.length + 1);
  let best = { length: 0, skew: 0 };
  for (const one of a) {
    for (let at = b.length; at > 0; at -= 1) {
      const other = b[at - 1];
      const skew = one.start - (other?.start ?? 0);
      const isSame = one.norm === other?.norm && Math.abs(skew) < most;
      const length = isSame ? (lengths[at - 1] ?? 0) + 1 : 0;
      lengths[at] = length;
      const isBetter =
        length > best.length || (length === best.length && Math.abs(skew) < Math.abs(best.skew));
      if (isBetter) best = { length, skew };
    }
  }
  return best.length >= LEAST_RUN ? best.skew : 0;
}

/** A longest common subsequence; among several, the one with the smallest differences. */
function bestPairs(
  a: readonly Token[],
  b: readonly Token[],
  differenceOf: (one: Token, other: Token) => number | undefined,
): Pair[] {
  const width = b.length + 1;
  const scores = new Float64Array((a.length + 1) * width);
  const at = (row: number, column: number) => scores[row * width + column] ?? 0;
  const pairScore = (row: number, column: number) => {
    const [one, other] = [a[row], b[column]];
    const difference = one && other && differenceOf(one, other);
    // Larger than all differences together could be: one more pair counts more than nearer ones.
    return difference === undefined
      ? undefined
      : 1 - difference / (APART.guessed * MOST_TOKENS * 2);
  };
  for (let row = a.length - 1; row >= 0; row -= 1) {
    for (let column = b.length - 1; column >= 0; column -= 1) {
      const pair = pairScore(row, column);
      const paired = pair === undefined ? 0 : pair + at(row + 1, column + 1);
      const best = Math.max(paired, at(row + 1, column), at(row, column + 1));
      scores[row * width + column] = best;
    }
  }
  return walk({ rows: a.length, columns: b.length }, at, pairScore);
}

function walk(
  { rows, columns }: { rows: number; columns: number },
  at: (row: number, column: number) => number,
  pairScore: (row: number, column: number) => number | undefined,
): Pair[] {
  const pairs: Pair[] = [];
  let [row, column] = [0, 0];
  while (row < rows && column < columns) {
    const pair = pairScore(row, column);
    const here = at(row, column);
    const isPair = pair !== undefined && pair + at(row + 1, column + 1) === here;
    if (isPair) {
      pairs.push({ a: row, b: column });
      row += 1;
      column += 1;
    } else if (at(row + 1, column) === here) row += 1;
    else column += 1;
  }
  return pairs;
}
