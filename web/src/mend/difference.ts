/**
 * What a person changed in a block: the shortest list of `replace` and `insert` over its words that
 * gives the new text. Words that stay keep their ids, and with them their times.
 */
import type { Edit } from '../../../core/editing/edit.ts';
import type { Paragraph } from '../../../core/editing/edited-transcript.ts';
import { chunksOf, type Chunk, type PlacedWord } from './chunks.ts';
import { hunksOf, type Hunk } from './hunks.ts';

type Words = readonly PlacedWord[];

/** @param paragraphs of the block, as they are without the changes */
export function editsOf(paragraphs: readonly Pick<Paragraph, 'words'>[], text: string): Edit[] {
  const chunks = chunksOf(paragraphs);
  const tokens = text.split(/\s+/u).filter((token) => token !== '');
  const before = chunks.map((chunk) => chunk.text);
  return hunksOf(before, tokens).flatMap((hunk) => editsOfHunk(hunk, chunks, tokens));
}

function editsOfHunk(hunk: Hunk, chunks: readonly Chunk[], tokens: readonly string[]): Edit[] {
  const gone = chunks.slice(hunk.from, hunk.to);
  const texts = tokens.slice(hunk.newFrom, hunk.newTo);
  if (gone.length === 0) return insertion(chunks, hunk.from, texts.join(' '));
  // A part of a text without spaces is enough.
  if (gone.length === 1 && texts.length === 1) {
    return withinChunk(gone[0]?.words ?? [], texts[0] ?? '');
  }
  return replacement(
    gone.flatMap(({ words }) => words),
    texts,
  );
}

function insertion(chunks: readonly Chunk[], at: number, text: string): Edit[] {
  const before = chunks[at - 1]?.words.at(-1);
  if (before) return [{ op: 'insert', beside: before.word.id, side: 'after', text }];
  const after = chunks[at]?.words[0];
  return after ? [{ op: 'insert', beside: after.word.id, side: 'before', text }] : [];
}

/** Words of several paragraphs: as many new ones to each as were there, the rest to the last. */
function replacement(gone: Words, texts: readonly string[]): Edit[] {
  const groups = [...Map.groupBy(gone, ({ paragraph }) => paragraph).values()];
  let at = 0;
  return groups.map((group, nth) => {
    const end = nth === groups.length - 1 ? texts.length : at + group.length;
    const own = texts.slice(at, end);
    at = end;
    return { op: 'replace', words: group.map(({ word }) => word.id), text: own.join(' ') };
  });
}

/** Only the words in the middle that are not as they were. */
function withinChunk(words: Words, text: string): Edit[] {
  const head = countSame(words, (word, at) => text.startsWith(word, at));
  const rest = text.slice(lengthOf(words.slice(0, head)));
  const left = words.slice(head);
  const tail = countSame(left.toReversed(), (word, at) =>
    rest.slice(0, rest.length - at).endsWith(word),
  );
  const gone = left.slice(0, left.length - tail);
  const given = rest.slice(0, rest.length - lengthOf(left.slice(left.length - tail)));
  if (gone.length > 0) return replacement(gone, given === '' ? [] : [given]);
  // Letters were added to a word: an inserted one would have a space beside it.
  const [before, after] = [words[head - 1], words[head]];
  if (before) return replacement([before], [before.word.text + given]);
  return after ? replacement([after], [given + after.word.text]) : [];
}

/** How many of the words follow each other; `at`: letters of those before. */
function countSame(words: Words, isSame: (text: string, at: number) => boolean): number {
  let at = 0;
  for (const [nth, { word }] of words.entries()) {
    if (!isSame(word.text, at)) return nth;
    at += word.text.length;
  }
  return words.length;
}

function lengthOf(words: Words): number {
  return words.reduce((sum, { word }) => sum + word.text.length, 0);
}
