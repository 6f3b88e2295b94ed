/** Edits of a whole block, which may be several of the document's paragraphs. */
import type { Edit } from '../../../core/editing/edit.ts';
import type { Block } from '../read/document/block.ts';

export function spokenByEdits(block: Block, speaker: string): Edit[] {
  return block.paragraphs.map(({ id }) => ({ op: 'speaker', paragraph: id, speaker }));
}

/**
 * A new block begins with this word. Where a paragraph begins with it already, the two are joined
 * first: only a paragraph that was split off begins a block by itself.
 */
export function splitEdits(block: Block, wordId: string): Edit[] {
  const paragraph = block.paragraphBeginningWith(wordId);
  const join: Edit[] = paragraph ? [{ op: 'join', paragraph: paragraph.id }] : [];
  return [...join, { op: 'split', before: wordId }];
}

/** The block is said by the speaker of the one before, and goes on from it. */
export function joinEdits(before: Block, block: Block): Edit[] {
  const [first, ...others] = block.paragraphs;
  if (!first) return [];
  const join: Edit = { op: 'join', paragraph: first.id };
  const speaker = before.speaker ?? null;
  const changed = before.speaker === block.speaker ? [] : others;
  return [join, ...changed.map(({ id }): Edit => ({ op: 'speaker', paragraph: id, speaker }))];
}
