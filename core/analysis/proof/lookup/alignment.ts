/** Aligns a quote to a stretch of the transcript, of which any beginning and end may be left out. */
import { editDistance } from '../text/edit-distance.ts';
import { stemOf } from '../text/stem.ts';
import type { Unit } from './unit.ts';

export interface Alignment {
  /** Units of the stretch, from the first that is equal to after the last. */
  first: number;
  end: number;
  /** Pairs of equal units: index in the quote, index in the stretch. */
  pairs: (readonly [quote: number, stretch: number])[];
}

const MATCH = 2;
const OTHER = -1;

/** How the best alignment reaches a cell: both units, one of the quote, one of the stretch. */
type Step = 0 | 1 | 2;

export function align(quote: readonly Unit[], stretch: readonly Unit[]): Alignment {
  const width = stretch.length + 1;
  const steps = new Uint8Array((quote.length + 1) * width);
  let row = new Int32Array(width);
  for (let i = 1; i <= quote.length; i += 1) {
    const next = new Int32Array(width);
    next[0] = -i;
    steps[i * width] = 1;
    for (let j = 1; j < width; j += 1) {
      const [score, step] = better(row, next, { j, equal: same(quote[i - 1], stretch[j - 1]) });
      next[j] = score;
      steps[i * width + j] = step;
    }
    row = next;
  }
  return traced({ quote, stretch, steps }, bestEnd(row));
}

function better(
  row: Int32Array,
  next: Int32Array,
  { j, equal }: { j: number; equal: boolean },
): [number, Step] {
  const both = (row[j - 1] ?? 0) + (equal ? MATCH : OTHER);
  const quoteOnly = (row[j] ?? 0) + OTHER;
  const stretchOnly = (next[j - 1] ?? 0) + OTHER;
  if (both >= quoteOnly && both >= stretchOnly) return [both, 0];
  return quoteOnly >= stretchOnly ? [quoteOnly, 1] : [stretchOnly, 2];
}

function bestEnd(row: Int32Array): number {
  let best = 0;
  row.forEach((score, at) => {
    if (score > (row[best] ?? 0)) best = at;
  });
  return best;
}

function traced(
  of: { quote: readonly Unit[]; stretch: readonly Unit[]; steps: Uint8Array },
  from: number,
): Alignment {
  const pairs: [number, number][] = [];
  let i = of.quote.length;
  let j = from;
  while (i > 0) {
    const step = of.steps[i * (of.stretch.length + 1) + j];
    if (step === 0 && same(of.quote[i - 1], of.stretch[j - 1])) pairs.push([i - 1, j - 1]);
    if (step !== 2) i -= 1;
    if (step !== 1) j -= 1;
  }
  pairs.reverse();
  return { first: pairs[0]?.[1] ?? 0, end: (pairs.at(-1)?.[1] ?? -1) + 1, pairs };
}

/** Equal, or of one stem, or mistaken by a letter or two; numbers and names only if equal. */
export function same(a: Unit | undefined, b: Unit | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (a.keys.some((key) => b.keys.includes(key))) return true;
  if (a.fixed || b.fixed) return false;
  const [one = '', other = ''] = [a.keys[0], b.keys[0]];
  // A prefix turns a word into its opposite: `möjligt`, `omöjligt`.
  if (one.slice(0, 2) !== other.slice(0, 2)) return false;
  if (stemOf(one) === stemOf(other)) return true;
  const length = Math.min(one.length, other.length);
  const limit = length >= 8 ? 2 : length >= 5 ? 1 : 0;
  return limit > 0 && editDistance(one, other, limit) <= limit;
}
