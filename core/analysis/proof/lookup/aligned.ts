/**
 * Finds a quote of which some words differ. The tolerance: at least 80 % of the words are equal, of the
 * quote and of the stretch that it is found in, among them three with meaning; no number, name or
 * negation differs.
 */
import { type Evidence, type Range } from '../evidence.ts';
import { joinedTokens, type Token, tokensOf } from '../text/token.ts';
import { isPrefixed } from '../text/opposite-words.ts';
import { align, type Alignment } from './alignment.ts';
import { type Unit, unitsOf } from './unit.ts';

const MIN_SIMILARITY = 0.8;
const MIN_CONTENT = 3;
/** Words of a quote that are compared: the rest of a longer one would be no better proof. */
const MAX_QUOTE = 200;
/** Occurrences from which on a word says little about where a quote is. */
const COMMON = 300;
const CANDIDATES = 4;

export interface AlignedQuote {
  range: Range;
  similarity: number;
}

export function alignedRange(
  quote: string,
  cited: number | undefined,
  evidence: Evidence,
): AlignedQuote | undefined {
  const tokens = tokensOf(quote);
  if (tokens.length > MAX_QUOTE || evidence.spelled.length === 0) return undefined;
  const units = unitsOf(tokens, evidence.language);
  if (units.filter(({ content }) => content).length < MIN_CONTENT) return undefined;
  const near =
    cited === undefined ? undefined : alignedIn(units, evidence.rangeOf(cited), evidence);
  if (near !== undefined) return near;
  const found = candidates(tokens, evidence).flatMap(
    (first) => alignedIn(units, { first, end: first + tokens.length }, evidence) ?? [],
  );
  return found.sort((a, b) => b.similarity - a.similarity)[0];
}

/** Where most of the quote's rarer words stand at the distances that they have in it. */
function candidates(tokens: readonly Token[], evidence: Evidence): number[] {
  const votes = new Map<number, number>();
  const step = Math.max(4, Math.ceil(tokens.length / 4));
  tokens.forEach(({ word }, at) => {
    const places = evidence.positionsOf(word);
    if (places.length > COMMON) return;
    for (const place of places) {
      const bucket = Math.floor((place - at) / step);
      votes.set(bucket, (votes.get(bucket) ?? 0) + 1);
    }
  });
  const best = [...votes].filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1]);
  return best.slice(0, CANDIDATES).map(([bucket]) => Math.max(0, bucket * step));
}

function alignedIn(
  quote: readonly Unit[],
  around: Range,
  evidence: Evidence,
): AlignedQuote | undefined {
  const margin = (quote.at(-1)?.end ?? 0) + 2;
  const first = Math.max(0, around.first - margin);
  const end = Math.min(evidence.spelled.length, around.end + margin);
  const tokens = tokensIn({ first, end }, evidence);
  const stretch = unitsOf(tokens, evidence.language);
  const alignment = align(quote, stretch);
  const similarity = similarityOf(quote, alignment);
  if (similarity < MIN_SIMILARITY || !isProof(quote, stretch, alignment)) return undefined;
  const from = first + (stretch[alignment.first]?.first ?? 0);
  const to = first + (stretch[alignment.end - 1]?.end ?? 0);
  return { range: { first: from, end: to }, similarity };
}

function similarityOf(quote: readonly Unit[], { first, end, pairs }: Alignment): number {
  return pairs.length / Math.max(quote.length, end - first, 1);
}

function isProof(quote: readonly Unit[], stretch: readonly Unit[], found: Alignment): boolean {
  const { first, end, pairs } = found;
  const inQuote = new Set(pairs.map(([at]) => at));
  const inStretch = new Set(pairs.map(([, at]) => at));
  const content = pairs.filter(([at]) => quote[at]?.content === true).length;
  const differs =
    quote.some(({ fixed }, at) => fixed && !inQuote.has(at)) ||
    stretch.some(({ fixed }, at) => fixed && at >= first && at < end && !inStretch.has(at));
  return content >= MIN_CONTENT && !differs && !isReversed(quote, stretch, found);
}

/** Whether a word is replaced by one that a prefix makes of it: `möjligt`, `omöjligt`. */
function isReversed(quote: readonly Unit[], stretch: readonly Unit[], found: Alignment): boolean {
  const inQuote = new Set(found.pairs.map(([at]) => at));
  const inStretch = new Set(found.pairs.map(([, at]) => at));
  const missing = quote.filter((_, at) => !inQuote.has(at)).map(({ keys }) => keys[0] ?? '');
  const instead = stretch
    .filter((_, at) => at >= found.first && at < found.end && !inStretch.has(at))
    .map(({ keys }) => keys[0] ?? '');
  return missing.some((word) => instead.some((other) => isPrefixed(word, other)));
}

export function tokensIn({ first, end }: Range, evidence: Evidence): Token[] {
  if (end <= first) return [];
  const from = evidence.ownerOf(first);
  const to = evidence.ownerOf(end - 1);
  const parts = Array.from({ length: to - from + 1 }, (_, at) => evidence.tokens(from + at));
  const skip = first - evidence.rangeOf(from).first;
  return joinedTokens(parts).slice(skip, skip + end - first);
}
