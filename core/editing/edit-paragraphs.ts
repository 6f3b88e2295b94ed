/** Edits of paragraphs: `split`, `join` and `speaker`. */
import type { Edit } from './edit.ts';
import { EditRefused } from './edit-refused.ts';
import type { EditedTranscript, EditedWord, Paragraph } from './edited-transcript.ts';
import type { NewIds } from './new-ids.ts';
import { placeOfParagraph, placeOfWord, withParagraphs } from './place.ts';
import { spokenByOne, withoutSpeakers } from './word-speakers.ts';
import { spanOf } from './word-times.ts';

/**
 * The first part keeps the id. Both have the flags and the confidence, and the speaker, unless the machine
 * heard another one in all words of a part. @throws EditRefused
 */
export function split(
  document: EditedTranscript,
  { before }: Extract<Edit, { op: 'split' }>,
  newIds: NewIds,
): EditedTranscript {
  const { paragraph, at, nth } = placeOfWord(document, before);
  if (nth === 0) throw new EditRefused('A paragraph begins with this word already.');
  const [first, second] = [paragraph.words.slice(0, nth), paragraph.words.slice(nth)];
  return withParagraphs(
    document,
    [at, 1],
    [
      { ...paragraph, ...spanOf(first), ...spokenByOne(first), words: first },
      {
        ...{ ...paragraph, id: newIds.paragraph() },
        ...{ ...spanOf(second), ...spokenByOne(second), words: second },
      },
    ],
  );
}

/** The paragraph before keeps its id and speaker. @throws EditRefused */
export function joinedWithBefore(
  document: EditedTranscript,
  { paragraph: id }: Extract<Edit, { op: 'join' }>,
): EditedTranscript {
  const at = placeOfParagraph(document, id);
  const [before, after] = document.paragraphs.slice(Math.max(0, at - 1), at + 1);
  if (!before || !after) throw new EditRefused('There is no paragraph before this one.');
  const words = [...before.words, ...notBefore(before.end, withoutSpeakers(after.words))];
  const one: Paragraph = {
    ...{ ...before, ...spanOf([before, after]), words },
    flags: [...new Set([...before.flags, ...after.flags])],
    confidence: meanConfidence(before, after),
  };
  return withParagraphs(document, [at - 1, 2], [one]);
}

/** @throws EditRefused */
export function spokenBy(
  document: EditedTranscript,
  { paragraph: id, speaker }: Extract<Edit, { op: 'speaker' }>,
): EditedTranscript {
  const at = placeOfParagraph(document, id);
  const [paragraph] = document.paragraphs.slice(at);
  if (!paragraph) return document;
  const { speaker: _before, ...others } = paragraph;
  const unspoken = { ...others, words: withoutSpeakers(paragraph.words) };
  const spoken = speaker === null ? unspoken : { ...unspoken, speaker };
  return withParagraphs(document, [at, 1], [spoken]);
}

/** Two people may have spoken at once: words of one paragraph follow each other in time. */
function notBefore(moment: number, words: readonly EditedWord[]): readonly EditedWord[] {
  if (words.every(({ start }) => start >= moment)) return words;
  return words.map((word) => {
    const start = Math.max(moment, word.start);
    return { ...word, start, end: Math.max(start, word.end) };
  });
}

function meanConfidence(a: Paragraph, b: Paragraph): number {
  const of = ({ words }: Paragraph) => Math.max(1, words.length);
  return (a.confidence * of(a) + b.confidence * of(b)) / (of(a) + of(b));
}
