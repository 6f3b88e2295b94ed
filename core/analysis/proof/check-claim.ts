/**
 * Proves a claim of a language model, by code alone: its quotes are looked up in the transcript, and its
 * numbers, names, negations and words are compared with what is said there.
 */
import type { Claim, ClaimMark, ClaimStatus, RawClaim } from '../analysis.ts';
import { type Check, type Checked, markOf } from './checks/checked.ts';
import { checkInstructions } from './checks/check-instructions.ts';
import { checkNames } from './checks/check-names.ts';
import { checkNegations } from './checks/check-negations.ts';
import { checkNumbers } from './checks/check-numbers.ts';
import { checkPeriods } from './checks/check-periods.ts';
import { checkOpposites } from './checks/check-opposites.ts';
import { checkRelation } from './checks/check-relation.ts';
import type { Evidence } from './evidence.ts';
import { type FoundQuote, findQuote } from './lookup/find-quote.ts';
import { passageOf } from './passage.ts';
import { guessedLanguage, isFunctionWord } from './text/function-words.ts';
import { tokensOf } from './text/token.ts';

const CHECKS: readonly Check[] = [
  checkNumbers,
  checkPeriods,
  checkNames,
  checkNegations,
  checkOpposites,
  checkRelation,
];
/** Words with meaning that a quote needs, unless it has more words than this in all. */
const MIN_WORDS = 3;

export function checkClaim(raw: RawClaim, evidence: Evidence): Claim {
  const quotes = raw.support.map((one) => findQuote(one, evidence));
  const support = quotes.map((quote) => quote.support);
  const proofs = quotes.filter(isProof);
  const marks = [...quoteMarks(raw, quotes, evidence), ...contentMarks(raw.text, proofs, evidence)];
  const status = statusOf(proofs, marks);
  return { text: raw.text, status, support, ...(marks.length > 0 ? { marks } : {}) };
}

function statusOf(proofs: readonly FoundQuote[], marks: readonly ClaimMark[]): ClaimStatus {
  if (proofs.length === 0 || marks.some(({ kind }) => kind === 'instruction')) return 'unsupported';
  return marks.length === 0 ? 'supported' : 'doubtful';
}

/** Found, and more than a function word or two. */
function isProof({ range, support }: FoundQuote): boolean {
  return range !== undefined && !isShort(support.quote);
}

function isShort(quote: string): boolean {
  const words = tokensOf(quote).map(({ word }) => word);
  return words.length < MIN_WORDS && words.every((word) => isFunctionWord(word));
}

function quoteMarks(raw: RawClaim, quotes: readonly FoundQuote[], evidence: Evidence): ClaimMark[] {
  if (quotes.length === 0) return [markOf('no-quote', raw.text)];
  return quotes.flatMap(({ range, support }, at) => {
    const cited = raw.support[at]?.segment ?? support.segment;
    const unknown =
      evidence.segment(cited) === undefined ? [markOf('unknown-segment', String(cited))] : [];
    if (range === undefined) return [...unknown, markOf('quote-not-found', support.quote)];
    return isShort(support.quote) ? [...unknown, markOf('short-quote', support.quote)] : unknown;
  });
}

/** Nothing is compared where nothing is found, but for what no claim may have. */
function contentMarks(
  text: string,
  proofs: readonly FoundQuote[],
  evidence: Evidence,
): ClaimMark[] {
  const passages = proofs.flatMap(({ range }) => (range ? passageOf(range, evidence) : []));
  const tokens = tokensOf(text);
  const language = guessedLanguage(tokens.map(({ word }) => word)) ?? evidence.language;
  const checked: Checked = { text, tokens, language, passages, evidence };
  const checks = passages.length === 0 ? [] : CHECKS;
  return [...checks, checkInstructions].flatMap((check) => check(checked));
}
