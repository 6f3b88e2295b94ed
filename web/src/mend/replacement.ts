/** Edits that put a text in the place of hits of a search. */
import type { Edit } from '../../../core/editing/edit.ts';
import type { Block } from '../read/document/block.ts';
import type { Hit } from '../read/find/hits.ts';
import { editsOf } from './difference.ts';

export function replacementEdits(hits: readonly Hit[], text: string): Edit[] {
  const byBlock = Map.groupBy(hits, ({ block }) => block);
  return [...byBlock].flatMap(([block, own]) =>
    editsOf(block.paragraphs, replaced(block, own, text)),
  );
}

/** From the end, so that the places of the others stay. */
function replaced({ text: before }: Block, hits: readonly Hit[], text: string): string {
  return hits.reduceRight((now, { from, to }) => now.slice(0, from) + text + now.slice(to), before);
}
