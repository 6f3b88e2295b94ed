/** How much of a recording an analysis rests on. */
import type { Chapter, RestsOn } from '../analysis.ts';

/** @param chapters all of them; one with `missing` was not read */
export function restsOnOf(chapters: readonly Chapter[]): RestsOn {
  const read = chapters.filter(({ missing }) => missing === undefined);
  const all = lengthOf(chapters);
  return {
    readSeconds: lengthOf(read),
    fraction: all === 0 ? shareOf(read.length, chapters.length) : lengthOf(read) / all,
    chapters: { read: read.length, of: chapters.length },
    missing: chapters.flatMap(({ start, end, missing }) =>
      missing === undefined ? [] : [{ start, end, because: missing }],
    ),
  };
}

function lengthOf(chapters: readonly Chapter[]): number {
  return chapters.reduce((sum, { start, end }) => sum + Math.max(0, end - start), 0);
}

/** All of nothing is all. */
function shareOf(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}
