/**
 * Divides one speaker's words into blocks, each the content of a cue, at the cheapest breaks (the
 * engine's cue_blocks.py): the cuts of lowest total cost by dynamic programming, as Knuth and Plass break
 * lines. It has few candidates, since a block has at most two lines and seven seconds.
 */
import { COMFORTABLE, LONGEST, SHORTEST } from './block.ts';
import { LATIN, type Layout } from './layout.ts';
import { bestSplit, type Gap } from './line-breaks.ts';
import { boundariesOf, type Boundary, type Spoken } from './spoken-words.ts';

// Costs; a line break after a comma costs 1 (line-breaks.ts)
/** Per block: prefers few blocks. */
const BLOCK = 5;
/** Times the squared unused share of the columns: prefers blocks of equal size. */
const UNFILLED = 6;
/** Factor: a break between cues is worse than one between lines. */
const END = 3;
/** The block begins another sentence without ending it. */
const NEW_SENTENCE = 6;
/** The block is a single word of a longer sentence. */
const ONE_WORD = 10;
/** The next block starts within SHORTEST, within COMFORTABLE. */
const [NO_TIME, LITTLE_TIME] = [40, 6] as const;
/** Per second of pause inside a block, beyond SHORT_PAUSE (ms) each. */
const PAUSE = 20;
const SHORT_PAUSE = 300;

/** Whether another speaker talks in that time, ms. */
export type Speaks = (start: number, end: number) => boolean;

/** A block that could be: its measures, and its cost without that of its lines. */
interface Candidate {
  first: number;
  columns: number;
  cost: number;
}

/** Measures of a candidate, which grows towards its beginning word by word. */
interface Span {
  columns: number;
  end: number;
  /** ms, without the first SHORT_PAUSE of each. */
  pauses: number;
  /** Whether a sentence ends before the last word. */
  sentence: boolean;
}

const END_OF_TEXT: Boundary = { gap: { cost: 0, joined: 0, blank: 1 }, pause: 0, sentence: true };

export class Cutter {
  private readonly words: readonly Spoken[];
  private readonly interrupted: Speaks;
  private readonly after: readonly Boundary[];
  private readonly gaps: readonly Gap[];
  private readonly layout: Layout;
  private readonly lengths: readonly number[];

  /** @param words all of one layout @param interrupted each speaker then gets one line */
  constructor(words: readonly Spoken[], interrupted: Speaks) {
    this.words = words;
    this.interrupted = interrupted;
    this.after = boundariesOf(words);
    this.gaps = this.after.map(({ gap }) => gap);
    this.layout = words[0]?.layout ?? LATIN;
    this.lengths = words.map(({ width }) => width);
  }

  /** Index after the last word of each block, ascending; the last is the number of words. */
  cut(): number[] {
    const best = [0];
    const cameFrom = [0];
    for (const [last] of this.words.entries()) {
      const { cost, first } = this.cheapest(last, best);
      best.push(cost);
      cameFrom.push(first);
    }
    const cuts: number[] = [];
    for (let at = this.words.length; at > 0; at = cameFrom[at] ?? 0) cuts.push(at);
    return cuts.reverse();
  }

  /**
   * The lowest cost of the words up to `last`, and the first index of its last block. The line cost, which
   * takes most of the time, is computed only for candidates that are not too expensive without it.
   * @param best lowest cost of the words before each index
   */
  private cheapest(last: number, best: readonly number[]): { cost: number; first: number } {
    const before = (first: number) => best[first] ?? 0;
    const least = ({ first, cost }: Candidate) => before(first) + cost;
    const ordered = this.candidates(last).sort((a, b) => least(a) - least(b) || b.first - a.first);
    let found = { cost: Infinity, first: 0 };
    for (const candidate of ordered) {
      if (least(candidate) > found.cost) break;
      const lines = this.lineCost(candidate, last);
      if (lines === undefined) continue;
      const { first } = candidate;
      const cost = before(first) + (lines + candidate.cost);
      if (cost < found.cost || (cost === found.cost && first > found.first)) {
        found = { cost, first };
      }
    }
    return found;
  }

  /** Each block that could end with word `last`. */
  private candidates(last: number): Candidate[] {
    const found: Candidate[] = [];
    const inside: Span = { columns: 0, end: 0, pauses: 0, sentence: false };
    for (let first = last; first >= 0; first--) {
      const word = this.words[first];
      if (!word) break;
      this.prepend(inside, first, last);
      const isTooLong = inside.end - word.start > LONGEST;
      if (first < last && (inside.columns > this.layout.cue || isTooLong)) break;
      found.push({ first, columns: inside.columns, cost: this.cost(first, last, inside) });
    }
    return found;
  }

  private prepend(span: Span, first: number, last: number): void {
    span.columns += this.lengths[first] ?? 0;
    span.end = Math.max(span.end, this.words[first]?.end ?? 0);
    if (first === last) return;
    const { gap, pause, sentence } = this.after[first] ?? END_OF_TEXT;
    span.columns += gap.blank;
    span.pauses += Math.max(pause - SHORT_PAUSE, 0);
    span.sentence ||= sentence;
  }

  private lineCost({ first, columns }: Candidate, last: number): number | undefined {
    if (first === last) return 0;
    const [from, to] = [this.words[first], this.words[last]];
    const isInterrupted = from && to && this.interrupted(from.start, to.end);
    if (isInterrupted === true && columns > this.layout.half) return undefined;
    const lengths = this.lengths.slice(first, last + 1);
    return bestSplit(lengths, this.gaps.slice(first, last + 1), this.layout.line)?.cost;
  }

  private cost(first: number, last: number, inside: Span): number {
    const { gap, sentence } = this.after[last] ?? END_OF_TEXT;
    const unfilled = 1 - inside.columns / this.layout.cue;
    let cost = BLOCK + UNFILLED * (unfilled * unfilled) + END * gap.cost;
    cost += (PAUSE * inside.pauses) / 1000;
    if (!sentence && inside.sentence) cost += NEW_SENTENCE;
    const begins = first === 0 || this.after[first - 1]?.sentence === true;
    if (first === last && !(begins && sentence)) cost += ONE_WORD;
    return cost + this.timeCost(first, last);
  }

  private timeCost(first: number, last: number): number {
    const [word, next] = [this.words[first], this.words[last + 1]];
    if (!word || !next) return 0;
    const room = next.start - word.start;
    if (room < SHORTEST) return NO_TIME * (2 - room / SHORTEST);
    return room < COMFORTABLE ? LITTLE_TIME : 0;
  }
}
