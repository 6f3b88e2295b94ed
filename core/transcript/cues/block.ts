/** Words of one speaker and one layout that fit a cue (the engine's cue_blocks.py). */
import type { Layout } from './layout.ts';
import { bestSplit } from './line-breaks.ts';
import { boundariesOf, lineOf, type Spoken } from './spoken-words.ts';

/** ms, the longest time of a cue. */
export const LONGEST = 7000;
/** ms, the shortest time of a cue; a shorter one flickers. */
export const SHORTEST = 800;
/** ms, time of a short cue if there is room. */
export const COMFORTABLE = 1200;

/** Times in milliseconds of the file. */
export interface Block {
  speaker: string | undefined;
  words: readonly Spoken[];
  start: number;
  end: number;
  text: string;
  layout: Layout;
}

/** @param words at least one */
export function blockOf(speaker: string | undefined, words: readonly Spoken[]): Block {
  const [first] = words;
  if (!first) throw new RangeError('A block has words.');
  const end = words.reduce((latest, word) => Math.max(latest, word.end), first.end);
  const { start, layout } = first;
  return { speaker, words, start, end, text: lineOf(words), layout };
}

/** Divides the block's text into one or two lines. */
export function linesOf({ words, layout }: Block): string[] {
  const gaps = boundariesOf(words).map(({ gap }) => gap);
  const widths = words.map(({ width }) => width);
  const first = bestSplit(widths, gaps, layout.line)?.first ?? words.length;
  return [words.slice(0, first), words.slice(first)].map(lineOf).filter((line) => line !== '');
}
