/** What a reader finds at a place in a list of words. */
import type { Token } from '../text/token.ts';

export interface Reading {
  /** Words that were read. */
  length: number;
  /** All that they can mean, such as `14.3` and the time `t2:30`. */
  keys: string[];
  /** Whether it is often not meant as a number: `en`, `first`. */
  weak: boolean;
}

/** A place in a list of words. */
export interface Place {
  tokens: readonly Token[];
  at: number;
  language: string;
}

export type Reader = (place: Place) => Reading | undefined;

/** The same for 2, 2.0 and 2.00000000001. */
export function numberKey(value: number): string {
  return String(Number(value.toPrecision(10)));
}

/** Whether only spaces or a hyphen are before a word, so that it can continue a number. */
export function continues(token: Token): boolean {
  return /^(?:\s+|[-‐‑])$/u.test(token.before);
}

export function wordAt({ tokens, at }: Place, ahead = 0): string {
  return tokens[at + ahead]?.word ?? '';
}
