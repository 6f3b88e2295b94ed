/** Words without a space between them, as in Japanese: what a reader sees as one piece of text. */
import type { EditedWord, Paragraph } from '../../../core/editing/edited-transcript.ts';

export interface PlacedWord {
  readonly word: EditedWord;
  /** Index of its paragraph in the block. */
  readonly paragraph: number;
}

export interface Chunk {
  readonly text: string;
  readonly words: readonly PlacedWord[];
}

export function chunksOf(paragraphs: readonly Pick<Paragraph, 'words'>[]): Chunk[] {
  const placed = paragraphs.flatMap(({ words }, paragraph) =>
    words.map((word) => ({ word, paragraph })),
  );
  const groups: PlacedWord[][] = [];
  for (const one of placed) {
    const group = groups.at(-1);
    if (one.word.before === '' && group) group.push(one);
    else groups.push([one]);
  }
  return groups.map((words) => ({ words, text: words.map(({ word }) => word.text).join('') }));
}
