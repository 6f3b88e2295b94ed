/** Search in the text: all places, without regard to case. */
import type { Block } from '../document/block.ts';
import type { Row } from '../document/rows.ts';

export interface Hit {
  readonly block: Block;
  readonly row: number;
  /** Place in the block's text. */
  readonly from: number;
  readonly to: number;
  /** Seconds at which its first word is spoken. */
  readonly start: number;
}

/** More are neither counted nor marked: a search for one letter finds tens of thousands. */
export const MOST_HITS = 2000;

const folded = new WeakMap<Block, string>();

export function hitsOf(rows: readonly Row[], query: string): Hit[] {
  const wanted = fold(query.trim().replaceAll(/\s+/gu, ' '));
  const hits: Hit[] = [];
  if (wanted === '') return hits;
  for (const [row, of] of rows.entries()) {
    if (of.kind !== 'block') continue;
    const { block } = of;
    const text = foldedText(block);
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      const start = block.words[block.wordAt(at)]?.start ?? block.start;
      hits.push({ block, row, from: at, to: at + wanted.length, start });
      if (hits.length === MOST_HITS) return hits;
    }
  }
  return hits;
}

function foldedText(block: Block): string {
  const known = folded.get(block) ?? fold(block.text);
  folded.set(block, known);
  return known;
}

/** Letter by letter where lower case is longer, as that of İ, so that places stay. */
function fold(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return text.replaceAll(/./gsu, (one) => {
    const small = one.toLowerCase();
    return small.length === one.length ? small : one;
  });
}
