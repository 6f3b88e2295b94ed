/** Arithmetic on ranges of seconds. */
import type { Range } from './speed-bounds.ts';

/** What is left without a part; 0 at least. */
export function rest(all: number, part: number): number {
  return Math.max(0, all - part);
}

/** Both ends added up. */
export function sum(...ranges: readonly Range[]): Range {
  return ranges.reduce((all, { low, high }) => ({ low: all.low + low, high: all.high + high }), {
    low: 0,
    high: 0,
  });
}
