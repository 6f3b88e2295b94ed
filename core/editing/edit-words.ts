/** Edits of words: `replace` and `insert`. */
import { separator } from '../transcript/joined-text.ts';
import type { Edit } from './edit.ts';
import { EditRefused } from './edit-refused.ts';
import {
  machineIds,
  type EditedTranscript,
  type EditedWord,
  type Paragraph,
} from './edited-transcript.ts';
import type { NewIds } from './new-ids.ts';
import { placeOfWord, withParagraphs } from './place.ts';
import { spokenByOne } from './word-speakers.ts';
import { sharedTimes, spanOf } from './word-times.ts';

type Replace = Extract<Edit, { op: 'replace' }>;
type Insert = Extract<Edit, { op: 'insert' }>;

/** A paragraph without words is left out. @throws EditRefused */
export function replaced(
  document: EditedTranscript,
  { words: ids, text }: Replace,
  newIds: NewIds,
): EditedTranscript {
  const { paragraph, at, nth } = placeOfWord(document, ids[0] ?? '');
  const old = paragraph.words.slice(nth, nth + ids.length);
  if (ids.some((id, index) => old[index]?.id !== id)) {
    throw new EditRefused('The words to replace do not follow each other in one paragraph.');
  }
  const given = wordTexts(text);
  const [head, tail] = sameEnds(old, given);
  const gone = old.slice(head, old.length - tail);
  const texts = given.slice(head, given.length - tail);
  if (gone.length === 0 && texts.length === 0) return document;
  // Nothing but new words beside words that stay.
  if (gone.length === 0) {
    const [beside, side] =
      head > 0 ? [ids[head - 1], 'after' as const] : [ids[0], 'before' as const];
    return inserted(document, { beside: beside ?? '', side, text: texts.join(' ') }, newIds);
  }
  const fresh = newWords(gone, texts, newIds);
  const words = paragraph.words.toSpliced(nth + head, gone.length, ...fresh);
  return withParagraphs(document, [at, 1], words.length === 0 ? [] : [having(paragraph, words)]);
}

/** @throws EditRefused */
export function inserted(
  document: EditedTranscript,
  { beside, side, text }: Pick<Insert, 'beside' | 'side' | 'text'>,
  newIds: NewIds,
): EditedTranscript {
  const texts = wordTexts(text);
  if (texts.length === 0) throw new EditRefused('There is no word to insert.');
  const { paragraph, at, nth } = placeOfWord(document, beside);
  const [word] = paragraph.words.slice(nth);
  if (!word) return document;
  const fresh = texts.map((one) => ({ id: newIds.word(), text: one }));
  const together = side === 'before' ? [...fresh, word] : [word, ...fresh];
  const times = sharedTimes(
    together.map((one) => one.text),
    word,
  );
  const timed = together.map((one, index) => ({ ...one, ...(times[index] ?? spanOf([word])) }));
  const words = paragraph.words.toSpliced(nth, 1, ...separated(timed, word.before));
  return withParagraphs(document, [at, 1], [having(paragraph, words)]);
}

function wordTexts(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== '');
}

/** How many words at the beginning and at the end are as they were: these keep their ids and times. */
function sameEnds(old: readonly EditedWord[], given: readonly string[]): [number, number] {
  const most = Math.min(old.length, given.length);
  const isSame = (of: number, to: number) =>
    old[of]?.text === given[to] && (of === 0 || old[of]?.before !== '');
  let head = 0;
  while (head < most && isSame(head, head)) head += 1;
  let tail = 0;
  while (tail < most - head && isSame(old.length - 1 - tail, given.length - 1 - tail)) tail += 1;
  return [head, tail];
}

/** As many words as before have their times, each that of its own; others share the whole time. */
function newWords(
  gone: readonly EditedWord[],
  texts: readonly string[],
  newIds: NewIds,
): EditedWord[] {
  const isOneToOne = gone.length === texts.length;
  const shared = sharedTimes(texts, spanOf(gone));
  const before = gone[0]?.before;
  return texts.map((text, nth) => {
    const own = isOneToOne ? gone.slice(nth, nth + 1) : gone;
    const replaces = machineIds(own);
    return {
      ...{ id: newIds.word(), text },
      ...((isOneToOne ? undefined : shared[nth]) ?? spanOf(own)),
      ...(replaces.length > 0 && { replaces }),
      ...spokenByOne(own),
      ...(nth === 0 && before !== undefined && { before }),
    };
  });
}

/** The first of them follows what was before; between the others no space where none is usual. */
function separated(words: readonly EditedWord[], first: string | undefined): EditedWord[] {
  return words.map(({ before: _before, ...word }, nth) => {
    const usual = separator(words[nth - 1]?.text ?? '', word.text);
    const before = nth === 0 ? first : usual === ' ' ? undefined : usual;
    return { ...word, ...(before !== undefined && { before }) };
  });
}

function having(paragraph: Paragraph, words: readonly EditedWord[]): Paragraph {
  return { ...paragraph, ...spanOf(words), words };
}
