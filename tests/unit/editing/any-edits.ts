/** Transcripts and edits at random, for what must hold for all of them. */
import fc from 'fast-check';
import {
  applyVersion,
  historyOf,
  undoStack,
  type EditHistory,
} from '../../../core/editing/apply-versions.ts';
import type { Edit } from '../../../core/editing/edit.ts';
import type { EditedTranscript } from '../../../core/editing/edited-transcript.ts';
import type { Segment, Word } from '../../../core/transcript/transcript.ts';

const FLAGS: string[] = ['low_confidence'];
const latin = fc.stringMatching(/^[a-zåäö']{1,8}[.,?]?$/);
const space = fc.constantFrom(' ', ' ', ' ', ' ', '  ', '\u00a0');
const latinText = fc
  .array(fc.tuple(space, latin), { minLength: 1, maxLength: 8 })
  .map((pieces) => pieces.map(([gap, word], nth) => (nth === 0 ? word : gap + word)).join(''))
  .map((text) => ({ text, words: text.split(/\s+/u) }));
const japaneseText = fc
  .array(fc.constantFrom('今日', 'は', 'いい', '天気', 'です。', 'ね'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((words: string[]) => ({ text: words.join(''), words }));

const spoken = fc.record({
  said: fc.oneof({ weight: 4, arbitrary: latinText }, japaneseText),
  speaker: fc.constantFrom(undefined, 'L', 'R', '__proto__'),
  pause: fc.integer({ min: 0, max: 900 }),
});

export interface AnyTranscript {
  segments: Segment[];
  words?: Word[];
}

/** Segments that follow each other, with the engine's words or without. */
export const transcripts: fc.Arbitrary<AnyTranscript> = fc
  .tuple(fc.array(spoken, { minLength: 1, maxLength: 8 }), fc.boolean())
  .map(([all, hasWords]) => {
    let moment = 0;
    const made = all.map(({ said, speaker, pause }, id) => {
      moment += pause;
      const words = said.words.map((word) => {
        const start = moment / 1000;
        moment += 70 * word.length;
        return { start, end: moment / 1000, word, probability: 0.75 };
      });
      const [start, end] = [words[0]?.start ?? 0, words.at(-1)?.end ?? 0];
      const segment = { id, start, end, text: said.text, confidence: 0.75, flags: FLAGS };
      return { words, segment: { ...segment, ...(speaker !== undefined && { speaker }) } };
    });
    const segments = made.map(({ segment }) => segment);
    return { segments, ...(hasWords && { words: made.flatMap(({ words }) => words) }) };
  });

/** An intention to edit, made into an edit of the document at hand. */
export const wishes = fc.array(
  fc.record({
    op: fc.constantFrom(
      ...(['replace', 'replace', 'insert', 'split', 'join', 'speaker', 'name'] as const),
      ...(['undo', 'undo', 'redo'] as const),
    ),
    at: fc.nat(1000),
    nth: fc.nat(1000),
    count: fc.integer({ min: 1, max: 4 }),
    text: fc.oneof(
      latinText.map(({ text }) => text),
      fc.constantFrom('', '天気', ' new '),
    ),
  }),
  { minLength: 1, maxLength: 15 },
);
export type Wish = (typeof wishes extends fc.Arbitrary<infer T> ? T : never)[number];

/** Undefined if nothing of the kind is possible now. */
export function editOf(wish: Wish, { document, versions }: EditHistory): Edit | undefined {
  const { op, at, nth, text } = wish;
  const paragraph = document.paragraphs[at % Math.max(1, document.paragraphs.length)];
  const word = paragraph?.words[nth % Math.max(1, paragraph.words.length)];
  const { done, undone } = undoStack(versions);
  if (op === 'undo') return done.length > 0 ? { op } : undefined;
  if (op === 'redo') return undone.length > 0 ? { op } : undefined;
  if (!paragraph || !word) return undefined;
  const index = paragraph.words.indexOf(word);
  switch (op) {
    case 'replace': {
      const words = paragraph.words.slice(index, index + wish.count).map(({ id }) => id);
      return { op, words, text };
    }
    case 'insert':
      if (text === '') return undefined;
      return { op, beside: word.id, side: nth % 2 === 0 ? 'before' : 'after', text };
    case 'split':
      return index === 0 ? undefined : { op, before: word.id };
    case 'join': {
      const isFirst = document.paragraphs[0] === paragraph;
      return isFirst ? undefined : { op, paragraph: paragraph.id };
    }
    case 'speaker':
      return { op, paragraph: paragraph.id, speaker: nth % 3 === 0 ? null : 'Speaker 1' };
    case 'name': {
      const { speaker } = paragraph;
      return speaker === undefined ? undefined : { op, speaker, name: text.trim() };
    }
  }
}

/** The document after as many of these edits as are possible, each a version. */
export function editedAtRandom(machine: EditedTranscript, all: readonly Wish[]): EditHistory {
  return all.reduce(
    (history, wish) => {
      const edit = editOf(wish, history);
      if (!edit) return history;
      return applyVersion(history, { version: history.versions.length + 1, edits: [edit] });
    },
    historyOf(machine, []),
  );
}
