/**
 * Where a line of Swedish may end (the engine's line_breaks.py): after punctuation, else before a
 * conjunction, else before a preposition; not after a word that belongs to the next. Text without
 * punctuation, or in another language, is balanced instead.
 */
import { codePoints } from './code-points.ts';

/** Costs of a break; a comma is 1. */
const [COMMA, CONJUNCTION, PREPOSITION, WITHIN, BOUND] = [1, 2.5, 3.5, 6, 9] as const;
/** For a full line above an empty one. */
const IMBALANCE = 4;
/** More than all others together: only if no other break fits. */
const ONE_WORD_LINE = 20;

const CONJUNCTIONS = new Set(
  (
    'och men eller samt utan att som när där medan eftersom därför om innan sedan fast fastän' +
    ' trots då vilket vilken vilka tills ifall så för än både varken antingen'
  ).split(' '),
);
const PREPOSITIONS = new Set(
  (
    'i på till från med av hos vid över under mellan genom efter åt mot inom kring enligt bland' +
    ' före bakom framför utanför'
  ).split(' '),
);
const BELONG_TO_THE_NEXT = new Set([
  ...CONJUNCTIONS,
  ...PREPOSITIONS,
  ...(
    'en ett den det de detta denna dessa min mitt mina din ditt dina sin sitt sina vår vårt våra er' +
    ' ert era hans hennes deras jag du vi ni han hon man inte mycket är var har hade ska skulle kan' +
    ' kunde vill ville måste alla några många varje andra ingen inget inga hela'
  ).split(' '),
]);
const PHRASE_END = /[,;:–—!?…]$/u;
const OPENING = /^["'”’«([]+/u;
const CLOSING = /["'”’»)\]]+$/u;
/** As the engine's language has it: with superscripts, subscripts and numbers in circles. */
const DIGITS =
  /^[\p{Nd}\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}]+$/u;

/** Cost of a line break between these two words: 0 (a sentence ends) to 9. */
export function breakCost(word: string, following: string): number {
  if (endsSentence(word, following)) return 0;
  if (PHRASE_END.test(word.replace(CLOSING, '')) || /^[–—]/u.test(following)) return COMMA;
  // 10 000, 5 procent; kl. 9, t.ex. nu
  if (BELONG_TO_THE_NEXT.has(word.toLowerCase()) || DIGITS.test(word) || word.endsWith('.')) {
    return BOUND;
  }
  if (CONJUNCTIONS.has(following.toLowerCase())) return CONJUNCTION;
  return PREPOSITIONS.has(following.toLowerCase()) ? PREPOSITION : WITHIN;
}

/**
 * Whether a sentence ends here: not at the stop of an abbreviation or initial, which a small letter or a
 * digit follows (t.ex., kl. 9).
 */
export function endsSentence(word: string, following: string): boolean {
  const bare = word.replace(CLOSING, '');
  const [after = ''] = following.replace(OPENING, '');
  const isSmall = /^\p{Lowercase}/u.test(after);
  if (/[!?…]$/u.test(bare)) return !isSmall; // ”Vart då?” frågade han
  return bare.endsWith('.') && codePoints(bare).length > 2 && !isSmall && !DIGITS.test(after);
}

/** Between two words. */
export interface Gap {
  /** Cost of a line break there. */
  cost: number;
  /** Cost of having none. */
  joined: number;
  /** Columns between them on one line. */
  blank: number;
}

export interface Split {
  /** Number of words in the first line; of all words if one line holds them. */
  first: number;
  cost: number;
}

/**
 * Undefined if they do not fit two lines.
 * @param lengths columns of each word
 * @param gaps after each word; the last is ignored
 * @param line columns
 */
export function bestSplit(
  lengths: readonly number[],
  gaps: readonly Gap[],
  line: number,
): Split | undefined {
  const words = lengths.length;
  const between = gaps.slice(0, words - 1);
  const { total, joined } = whole(lengths, between);
  let best: Split | undefined = total <= line ? { first: words, cost: joined } : undefined;
  if (best && joined === 0) return best;
  let columns = 0;
  for (const [index, gap] of between.entries()) {
    columns += lengths[index] ?? 0;
    if (columns > line) break;
    const second = total - columns - gap.blank;
    if (second <= line) {
      let cost = gap.cost + joined - gap.joined + (IMBALANCE * Math.abs(columns - second)) / line;
      const isOneWord = index === 0 || index === words - 2;
      if (gap.blank > 0 && isOneWord) cost += ONE_WORD_LINE;
      if (!best || cost < best.cost) best = { first: index + 1, cost };
    }
    columns += gap.blank;
  }
  return best;
}

function whole(lengths: readonly number[], between: readonly Gap[]) {
  let total = lengths.reduce((sum, length) => sum + length, 0);
  let joined = 0;
  for (const gap of between) {
    total += gap.blank;
    joined += gap.joined;
  }
  return { total, joined };
}
