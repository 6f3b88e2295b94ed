/** Stretches of a text read as numbers of given lengths. */
import type { Token } from '../tokens.ts';
import { edgesFrom } from './numeric-edges.ts';

export interface Reading {
  digits: string;
  /** Indices of the tokens that are the number, fillers between them left out. */
  at: readonly number[];
  /** Index of the token after it. */
  end: number;
}

interface Wanted {
  /** Digits in all. */
  length: number;
  /** Whether what was read so far may be the beginning. */
  mayBegin?: (digits: string) => boolean;
  /** Digits before which one digit may stand for two: "sex" for the month 06. */
  padAt?: readonly number[];
}

/** A reading that is not complete. */
interface SoFar {
  next: number;
  digits: string;
  at: readonly number[];
  /** Separators behind it: a part of the number only if it goes on. */
  pending: readonly number[];
  /** Fillers and separators since the last digit. */
  between: number;
  /** Digits of the last word. */
  lastLength: number;
}

/** Fillers and separators between two numbers. */
const MOST_BETWEEN = 4;
const MOST_READINGS = 40;

/** Readings of exactly `length` digits that begin at the token `from` and end with a number. */
export function readingsAt(tokens: readonly Token[], from: number, wanted: Wanted): Reading[] {
  const { length, mayBegin = () => true, padAt = [] } = wanted;
  const found: Reading[] = [];
  visit({ next: from, digits: '', at: [], pending: [], between: 0, lastLength: 0 });
  return found;

  function visit(so: SoFar): void {
    const { next, digits, at, pending, between, lastLength } = so;
    if (found.length >= MOST_READINGS || between > MOST_BETWEEN) return;
    for (const edge of edgesFrom(tokens, next)) {
      const own = Array.from({ length: edge.to - next }, (_, nth) => next + nth);
      if (edge.kind === 'number') {
        // Who says digit by digit says the 0, too.
        const padded = edge.digits.length === 1 && lastLength >= 2 && padAt.includes(digits.length);
        for (const read of padded ? [edge.digits, `0${edge.digits}`] : [edge.digits]) {
          extend(so, read, { to: edge.to, at: [...at, ...pending, ...own] });
        }
      } else if (digits !== '') {
        const more = edge.kind === 'separator' ? own : [];
        visit({ ...so, next: edge.to, pending: [...pending, ...more], between: between + 1 });
      }
    }
  }

  function extend(so: SoFar, read: string, { to, at }: { to: number; at: number[] }): void {
    const digits = so.digits + read;
    if (digits.length > length || !mayBegin(digits)) return;
    if (digits.length === length) found.push({ digits, at, end: to });
    else visit({ next: to, digits, at, pending: [], between: 0, lastLength: read.length });
  }
}

/** Digits of a run that are read: no number is as long. */
const LONGEST_RUN = 40;

/** The longest number that begins at a token: all that follows is read, each word in its first reading. */
export function runAt(tokens: readonly Token[], from: number): Reading | undefined {
  let [next, end, digits, between] = [from, from, '', 0];
  const at: number[] = [];
  let pending: number[] = [];
  for (;;) {
    const [edge] = edgesFrom(tokens, next);
    if (!edge || between > MOST_BETWEEN || (digits === '' && edge.kind !== 'number')) break;
    if (digits.length > LONGEST_RUN) break;
    const own = Array.from({ length: edge.to - next }, (_, nth) => next + nth);
    if (edge.kind === 'separator') pending.push(...own);
    between = edge.kind === 'number' ? 0 : between + 1;
    if (edge.kind === 'number') {
      at.push(...pending, ...own);
      pending = [];
      digits += edge.digits;
      end = edge.to;
    }
    next = edge.to;
  }
  return digits === '' ? undefined : { digits, at, end };
}

/** Whether a number stands right before or behind, so that this is a part of a longer one. */
export function isPartOfLonger(tokens: readonly Token[], reading: Reading): boolean {
  return goesOnFromBefore(tokens, reading) || goesOn(tokens, reading);
}

/** Digits of one word that are a number by themselves, whatever stands beside it. */
const LONG_WORD = 8;

function isLongWord({ at, digits }: Reading): boolean {
  return at.length === 1 && digits.length >= LONG_WORD;
}

/** Not after "en" or "ett" before figures. */
export function goesOnFromBefore(tokens: readonly Token[], reading: Reading): boolean {
  const [first = 0] = reading.at;
  const before = tokens[first - 1];
  if (isLongWord(reading) || !isNumber(tokens, first - 1)) return false;
  const isArticle = /^(en|ett)$/u.test(before?.lower ?? '') && /\d/.test(tokens[first]?.core ?? '');
  return !isArticle && !/[.!?]/u.test(before?.trail ?? '');
}

export function goesOn(tokens: readonly Token[], reading: Reading): boolean {
  const { end } = reading;
  return !isLongWord(reading) && isNumber(tokens, end) && tokens[end - 1]?.trail === '';
}

export function isNumber(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token?.isPseudonym) return /\d/.test(token.core);
  return at >= 0 && edgesFrom(tokens, at).some(({ kind }) => kind === 'number');
}

/** A number, or one that a recogniser has taken. */
export function isNumeric(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.isPseudonym === true || isNumber(tokens, at);
}
