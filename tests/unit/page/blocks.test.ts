/** Paragraphs as they are read: blocks of one speaker, with holes between, and words to look at. */
import { describe, expect, test } from 'vitest';
import { applyVersions } from '../../../core/editing/apply-versions.ts';
import type { Edit } from '../../../core/editing/edit.ts';
import { machineDocument } from '../../../core/editing/machine-document.ts';
import { joinEdits, splitEdits } from '../../../web/src/mend/block-edits.ts';
import { removalsIn } from '../../../web/src/mend/removals.ts';
import { blocksOf, blockStarts } from '../../../web/src/read/document/blocks.ts';
import { doubtfulPlaces } from '../../../web/src/read/doubt/doubtful.ts';
import { hitsOf } from '../../../web/src/read/find/hits.ts';
import { rowsOf } from '../../../web/src/read/document/rows.ts';
import { WordIndex } from '../../../web/src/read/document/word-index.ts';

interface Said {
  text: string;
  start: number;
  end: number;
  speaker?: string;
  flags?: string[];
}

function documentOf(...said: Said[]) {
  const segments = said.map((one, id) => ({ id, confidence: 0.9, flags: [], ...one }));
  return machineDocument({ segments });
}

const TALK = documentOf(
  { text: 'Hej och välkommen.', start: 0, end: 2, speaker: 'L' },
  { text: 'Hur mår du?', start: 2.2, end: 3, speaker: 'L' },
  { text: 'Tack bra.', start: 3.5, end: 4, speaker: 'R' },
  { text: 'Själv då?', start: 9, end: 10, speaker: 'R' },
);

function blocks(edits: Edit[] = []) {
  const document = edits.length === 0 ? TALK : applyVersions(TALK, [{ version: 1, edits }]);
  return blocksOf(document, blockStarts(TALK));
}

function textsAfter(edits: Edit[]): string[] {
  return blocks(edits).map(({ text }) => text);
}

describe('blocks', () => {
  test('end with their speaker, and at a long pause', () => {
    expect(textsAfter([])).toEqual(['Hej och välkommen. Hur mår du?', 'Tack bra.', 'Själv då?']);
  });

  test('are split between words, and where a paragraph of the machine begins', () => {
    const [first] = blocks();
    expect(first && textsAfter(splitEdits(first, '0.1'))).toEqual([
      ...['Hej', 'och välkommen. Hur mår du?', 'Tack bra.', 'Själv då?'],
    ]);
    expect(first && textsAfter(splitEdits(first, '1.0'))).toEqual([
      ...['Hej och välkommen.', 'Hur mår du?', 'Tack bra.', 'Själv då?'],
    ]);
  });

  test('are joined with the one before, whose speaker they get', () => {
    const [first, second, third] = blocks();
    if (!first || !second || !third) throw new TypeError('three blocks');
    expect(textsAfter(joinEdits(second, third))).toEqual([first.text, 'Tack bra. Själv då?']);
    const [joined] = blocks(joinEdits(first, second));
    expect(joined?.text).toBe('Hej och välkommen. Hur mår du? Tack bra.');
    expect(joined?.speaker).toBe('L');
  });

  test('that were not edited are the same objects', () => {
    const before = blocks();
    const edit: Edit = { op: 'replace', words: ['2.0'], text: 'Jo' };
    const document = applyVersions(TALK, [{ version: 1, edits: [edit] }]);
    const after = blocksOf(document, blockStarts(TALK), before);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(after[2]).toBe(before[2]);
  });

  test('give way to a hole within them', () => {
    const holes = [{ start: 2.1, end: 2.15, reason: 'no_text' }];
    const rows = rowsOf(blocksOf(TALK, blockStarts(TALK, holes)), holes);
    expect(rows.map(({ kind }) => kind)).toEqual(['block', 'hole', 'block', 'block', 'block']);
  });
});

test('a word is found by its second, also where two speak at once', () => {
  const both = documentOf(
    { text: 'ett två', start: 0, end: 4, speaker: 'L' },
    { text: 'tre fyra', start: 1, end: 3, speaker: 'R' },
  );
  const index = new WordIndex(rowsOf(blocksOf(both, blockStarts(both)), []));
  expect(index.at(0.1)?.word.text).toBe('ett');
  expect(index.at(1.1)?.word.text).toBe('tre');
  expect(index.at(-1)).toBeUndefined();
});

test('a search finds all places in order, whatever the case, over words', () => {
  const rows = rowsOf(blocks(), []);
  expect(hitsOf(rows, 'HEJ OCH').map(({ start }) => start)).toEqual([0]);
  expect(hitsOf(rows, 'du? ')).toHaveLength(1);
  expect(hitsOf(rows, ' ')).toEqual([]);
  expect(hitsOf(rows, 'finns inte')).toEqual([]);
});

describe('doubtful places', () => {
  const words = ['Det', 'var', 'bra.', 'Nej', 'tack', 'du.'].map((word, nth) => ({
    ...{ word, start: nth, end: nth + 1, probability: nth === 1 ? 0.2 : nth === 2 ? 0.4 : 0.9 },
  }));
  const document = machineDocument({
    segments: [
      { id: 0, start: 0, end: 3, text: 'Det var bra.', confidence: 0.6, flags: [] },
      { id: 1, start: 3, end: 6, text: 'Nej tack du.', confidence: 0.9, flags: ['repetition'] },
    ],
    words,
  });
  const placesOf = (of = document) =>
    doubtfulPlaces(rowsOf(blocksOf(of, blockStarts(document)), []));

  test('are listed worst first, neighbours as one', () => {
    expect(placesOf().map(({ kind, text }) => [kind, text])).toEqual([
      ['repetition', 'Nej tack du.'],
      ['words', 'var bra.'],
    ]);
  });

  test('are gone once a person has mended them', () => {
    const edits: Edit[] = [
      { op: 'replace', words: ['0.1'], text: 'är' },
      { op: 'replace', words: ['1.2'], text: 'ni.' },
    ];
    expect(placesOf(applyVersions(document, [{ version: 1, edits }]))).toMatchObject([
      { text: 'bra.' },
    ]);
  });
});

test('words that are gone are shown where they stood', () => {
  const edits: Edit[] = [
    { op: 'replace', words: ['0.1'], text: '' },
    { op: 'replace', words: ['1.2'], text: '' },
    { op: 'replace', words: ['3.0'], text: 'Du' },
  ];
  const document = applyVersions(TALK, [{ version: 1, edits }]);
  expect(removalsIn(TALK, document)).toEqual(
    new Map([
      ['0.2', 'och'],
      ['after 1.1', 'du?'],
      ['e1.0', 'Själv'],
    ]),
  );
});
