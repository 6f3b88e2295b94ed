/** What is typed in a block becomes the fewest edits of its words. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyVersions } from '../../../core/editing/apply-versions.ts';
import { textOfWords, type EditedTranscript } from '../../../core/editing/edited-transcript.ts';
import { machineDocument } from '../../../core/editing/machine-document.ts';
import { editsOf } from '../../../web/src/mend/difference.ts';
import { replacementEdits } from '../../../web/src/mend/replacement.ts';
import { blocksOf, blockStarts } from '../../../web/src/read/document/blocks.ts';
import { hitsOf } from '../../../web/src/read/find/hits.ts';
import { rowsOf } from '../../../web/src/read/document/rows.ts';

function said(...texts: string[]): EditedTranscript {
  const segments = texts.map((text, id) => ({
    ...{ id, start: id * 10, end: id * 10 + 9, text, confidence: 0.9, flags: [] },
  }));
  return machineDocument({ segments });
}

function mended(machine: EditedTranscript, text: string): EditedTranscript {
  const edits = editsOf(machine.paragraphs, text);
  return edits.length === 0 ? machine : applyVersions(machine, [{ version: 1, edits }]);
}

function textOf({ paragraphs }: EditedTranscript): string {
  return textOfWords(paragraphs.flatMap(({ words }) => words));
}

test('one wrong word is one replacement', () => {
  const { paragraphs } = said('vi ses på mondag klockan tre');
  expect(editsOf(paragraphs, 'vi ses på måndag klockan tre')).toEqual([
    { op: 'replace', words: ['0.3'], text: 'måndag' },
  ]);
});

test('letters that are added to a word make no word of their own', () => {
  const { paragraphs } = said('vi talar om skola');
  const skola = (text: string) => [{ op: 'replace', words: ['0.3'], text }];
  expect(editsOf(paragraphs, 'vi talar om skolan')).toEqual(skola('skolan'));
  expect(editsOf(paragraphs, 'vi talar om förskola')).toEqual(skola('förskola'));
});

test('new words are inserted beside those that stay', () => {
  const { paragraphs } = said('vi ses klockan tre');
  expect(editsOf(paragraphs, 'vi ses i morgon klockan tre')).toEqual([
    { op: 'insert', beside: '0.1', side: 'after', text: 'i morgon' },
  ]);
  expect(editsOf(paragraphs, 'ja vi ses klockan tre')).toEqual([
    { op: 'insert', beside: '0.0', side: 'before', text: 'ja' },
  ]);
});

test('a change over the border of two paragraphs is an edit of each', () => {
  const { paragraphs } = said('det var', 'en gang');
  expect(editsOf(paragraphs, 'det finns ett gang')).toEqual([
    { op: 'replace', words: ['0.1'], text: 'finns' },
    { op: 'replace', words: ['1.0'], text: 'ett' },
  ]);
});

test('text without spaces keeps its words on both sides of the change', () => {
  const machine = machineDocument({
    segments: [{ id: 0, start: 0, end: 3, text: '今日は雨です', confidence: 1, flags: [] }],
    words: ['今日', 'は', '雨', 'です'].map((word, nth) => ({
      ...{ word, start: nth, end: nth + 1, probability: 1 },
    })),
  });
  expect(editsOf(machine.paragraphs, '今日は雪です')).toEqual([
    { op: 'replace', words: ['0.2'], text: '雪' },
  ]);
});

test('white space alone changes nothing', () => {
  expect(editsOf(said('ett  två', 'tre').paragraphs, ' ett två\n tre ')).toEqual([]);
});

test('replacing all hits of a search edits each of their words once', () => {
  const machine = said('Skolan ligger vid skolan.', 'skola');
  const rows = rowsOf(blocksOf(machine, blockStarts(machine)), []);
  const edits = replacementEdits(hitsOf(rows, 'skola'), 'gård');
  expect(textOf(applyVersions(machine, [{ version: 1, edits }]))).toBe(
    'gårdn ligger vid gårdn. gård',
  );
  expect(edits).toHaveLength(3);
});

const word = fc.constantFrom('a', 'ab', 'bab', 'ett', 'ettan', 'två', 'åäö', '.', 'x-y');
const words = fc.array(word, { minLength: 1, maxLength: 12 });

test('whatever is typed is what stands there afterwards, and equal words keep their ids', () => {
  const paragraphs = fc.array(words, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(paragraphs, words, (before, typed) => {
      const machine = said(...before.map((one) => one.join(' ')));
      const after = mended(machine, typed.join(' '));
      expect(textOf(after)).toBe(typed.join(' '));
      const known = new Set(machine.paragraphs.flatMap((one) => one.words.map(({ id }) => id)));
      const kept = after.paragraphs.flatMap((one) => one.words).filter(({ id }) => known.has(id));
      expect(kept.length).toBeGreaterThanOrEqual(longestCommon(before.flat(), typed));
    }),
  );
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  const [first, ...rest] = a;
  if (first === undefined) return 0;
  const at = b.indexOf(first);
  const without = longestCommonMemo(rest, b);
  return at < 0 ? without : Math.max(without, 1 + longestCommonMemo(rest, b.slice(at + 1)));
}

const known = new Map<string, number>();
function longestCommonMemo(a: readonly string[], b: readonly string[]): number {
  const key = JSON.stringify([a, b]);
  const value = known.get(key) ?? longestCommon(a, b);
  known.set(key, value);
  return value;
}
