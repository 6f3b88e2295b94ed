/** Numbers in digits: `2,5`, `10 000`, `1.200`, `14.30`, `5kr`, `3:e`, `A4`. */
import type { Token } from '../text/token.ts';
import { SCALES } from './number-words.ts';
import { numberKey, type Place } from './reading.ts';
import { timeKeys } from './time-keys.ts';

export interface Numeral {
  length: number;
  value: number;
  /** Other meanings, and other values. */
  also: string[];
}

const DIGITS = /^\d+$/u;
const GROUP_GAP = /^[ \u00a0\u2009\u202f.,']$/u;

export function numeralAt({ tokens, at }: Place): Numeral | undefined {
  const token = tokens[at];
  if (token === undefined || !/\d/u.test(token.word)) return undefined;
  if (!DIGITS.test(token.word)) return withLetters(token);
  const found = grouped(tokens, at) ?? decimal(tokens, at) ?? whole(token);
  return { ...found, value: isNegative(tokens, at) ? -found.value : found.value };
}

function isNegative(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at]?.before ?? '';
  if (tokens[at + 1]?.word.startsWith('minusgrad') === true) return true;
  return tokens[at - 1]?.word === 'minus' || (at === 0 ? /^[-−]$/u : /[\s(][-−]$/u).test(before);
}

function whole({ word }: Token): Numeral {
  return { length: 1, value: Number(word), also: [] };
}

/** `5kr`, `10k`, `1990s`; what begins with a letter, such as `A4`, is a name of its own. */
function withLetters({ word }: Token): Numeral | undefined {
  const parts = /^(\d+)(\p{L}{1,4})$/u.exec(word);
  if (parts === null) return { length: 1, value: Number.NaN, also: [`code:${word}`] };
  const value = Number(parts[1]);
  const letters = parts[2] ?? '';
  const decade = letters === 's' && value > 1000 ? [numberKey(value % 100)] : [];
  return { length: 1, value: value * (SCALES.get(letters) ?? 1), also: decade };
}

/** Thousands: groups of three after the same mark. One group after a point or comma is ambiguous. */
function grouped(tokens: readonly Token[], at: number): Numeral | undefined {
  const head = tokens[at]?.word ?? '';
  const gap = tokens[at + 1]?.before ?? '';
  if (head.length > 3 || head.startsWith('0') || !GROUP_GAP.test(gap)) return undefined;
  let end = at + 1;
  while (tokens[end]?.before === gap && /^\d{3}$/u.test(tokens[end]?.word ?? '')) end += 1;
  if (end === at + 1) return undefined;
  const groups = tokens.slice(at, end).map(({ word }) => word);
  const mark = gap === '.' || gap === ',';
  const also = mark && groups.length === 2 ? [numberKey(Number(groups.join('.')))] : [];
  return { length: end - at, value: Number(groups.join('')), also };
}

function decimal(tokens: readonly Token[], at: number): Numeral | undefined {
  const head = tokens[at];
  const tail = tokens[at + 1];
  if (head === undefined || tail === undefined || !DIGITS.test(tail.word)) return undefined;
  if (!/^[.,:]$/u.test(tail.before) || isChain(tokens, at)) return undefined;
  const times = tail.before === ',' ? [] : timeKeys(Number(head.word), tail.word);
  if (tail.before === ':') {
    if (times.length === 0) return undefined;
    return { length: 2, value: Number.NaN, also: times };
  }
  return { length: 2, value: Number(`${head.word}.${tail.word}`), also: times };
}

/** Dates and versions such as `2024.03.05`: each number by itself. */
function isChain(tokens: readonly Token[], at: number): boolean {
  const linked = (token: Token | undefined) =>
    token !== undefined && DIGITS.test(token.word) && /^[.:]$/u.test(token.before);
  return linked(tokens[at + 2]) || (linked(tokens[at]) && DIGITS.test(tokens[at - 1]?.word ?? ''));
}
