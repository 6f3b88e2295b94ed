/** What of a text may be read as digits: figures, number words, and what stands between them. */
import type { Token } from '../tokens.ts';
import {
  doubledDigits,
  isTens,
  numberOf,
  timesDigit,
  unitOf,
  zeroLedDigits,
} from './number-words.ts';

/**
 * Tokens from one to before `to`, read as `digits`. `kind`: a number, a separator that is spoken or
 * written ("streck"), or a filler, which is no part of the number ("eh").
 */
export interface NumericEdge {
  kind: 'number' | 'separator' | 'filler';
  to: number;
  digits: string;
}

const SEPARATORS = new Set(['streck', 'bindestreck', 'tankstreck', 'minus', 'plus', 'mellanslag']);
const FILLERS = new Set(
  'eh öh äh ehm öhm hm hmm mm mhm ja jo jaha aha okej ok precis så då alltså vänta liksom typ sen sedan'.split(
    ' ',
  ),
);
const MOST_SKIPPED = 2;
/** Figures with what is written between them; 12.30, 3,5 and 10:30 are amounts and times. */
const FIGURES = /^\+?\d+(?:[-‐‑–—−/+()]+\d+)*$/;
/** "81.12.18-9876" */
const GROUPS = /^\d{2,4}(?:[-‐‑–—−.,]\d{2,4}){2,}$/;
const DATED = /^\d{6,8}[.:]\d{4}$/;
/** "pnr:811218-9876" */
const LABELLED = /^\p{L}+[.:]+(?=\+?\d)/u;

export function edgesFrom(tokens: readonly Token[], at: number): NumericEdge[] {
  const token = tokens[at];
  if (!token || token.isPseudonym) return [];
  const { core, lower } = token;
  if (core === '') return [{ kind: 'separator', to: at + 1, digits: '' }];
  if (SEPARATORS.has(lower)) return [{ kind: 'separator', to: at + 1, digits: '' }];
  if (FILLERS.has(lower)) return [{ kind: 'filler', to: at + 1, digits: '' }];
  const figures = core.replace(LABELLED, '');
  if ([FIGURES, GROUPS, DATED].some((form) => form.test(figures)))
    return [number(at + 1, figures.replace(/\D/g, ''))];
  return wordEdges(tokens, at, lower);
}

function number(to: number, digits: string): NumericEdge {
  return { kind: 'number', to, digits };
}

function wordEdges(tokens: readonly Token[], at: number, lower: string): NumericEdge[] {
  const doubled = doubledDigits(lower) ?? zeroLedDigits(lower);
  if (doubled) return [number(at + 1, doubled)];
  const times = timesDigit(lower, token(tokens, at + 1));
  if (times) return [number(at + 2, times)];
  const value = numberOf(lower);
  if (value === undefined) return hyphenated(lower, at);
  return [...multiplied(tokens, at, value), ...counted(tokens, at, value)];
}

/** "två tusen tre" is 2003, "nitton hundra åttiotvå" 1982. */
function multiplied(tokens: readonly Token[], at: number, value: number): NumericEdge[] {
  const next = token(tokens, at + 1);
  const factor = next.startsWith('tusen') ? 1000 : next.startsWith('hundra') ? 100 : undefined;
  const of = factor === undefined ? undefined : numberOf(next);
  if (factor === undefined || of === undefined || value < 1 || value > 20) return [];
  const total = (value - 1) * factor + of;
  const rest = of === factor ? belowHundred(tokens, at + 2) : undefined;
  const round = number(at + 2, String(total));
  return rest ? [number(rest.to, String(total + rest.value)), round] : [round];
}

function counted(tokens: readonly Token[], at: number, value: number): NumericEdge[] {
  const lower = token(tokens, at);
  const alone = number(at + 1, String(value));
  // "tjugo fyra" is 24 or 20 4, "nittonhundra åttiotvå" 1982.
  const next = afterFillers(tokens, at + 1);
  const unit = isTens(lower) ? unitOf(token(tokens, next)) : undefined;
  if (unit !== undefined) return [number(next + 1, String(value + unit)), alone];
  const rest = value >= 100 && value % 100 === 0 ? belowHundred(tokens, next) : undefined;
  return rest ? [number(rest.to, String(value + rest.value)), alone] : [alone];
}

/** Past a dash and an "eh". */
function afterFillers(tokens: readonly Token[], at: number): number {
  let next = at;
  while (
    next < at + MOST_SKIPPED &&
    (tokens[next]?.core === '' || FILLERS.has(token(tokens, next)))
  )
    next += 1;
  return next;
}

function belowHundred(tokens: readonly Token[], at: number) {
  const value = numberOf(token(tokens, at));
  if (value === undefined || value >= 100 || value === 0) return undefined;
  const unit = isTens(token(tokens, at)) ? unitOf(token(tokens, at + 1)) : undefined;
  return unit === undefined ? { to: at + 1, value } : { to: at + 2, value: value + unit };
}

/** "åttiotvå-noll-sex", "tjugofyra-54" */
function hyphenated(lower: string, at: number): NumericEdge[] {
  const parts = lower.split(/[-‐‑–—−]+/);
  if (parts.length < 2) return [];
  const digits = parts.map((part) =>
    /^\d+$/.test(part) ? part : (zeroLedDigits(part) ?? numberOf(part)?.toString()),
  );
  return digits.every((part) => part !== undefined) ? [number(at + 1, digits.join(''))] : [];
}

function token(tokens: readonly Token[], at: number): string {
  return tokens[at]?.lower ?? '';
}
