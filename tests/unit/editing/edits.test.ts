import { describe, expect, test } from 'vitest';
import {
  applyVersion,
  applyVersions,
  historyOf,
  undoStack,
} from '../../../core/editing/apply-versions.ts';
import { changedWords } from '../../../core/editing/changed-words.ts';
import { Edit } from '../../../core/editing/edit.ts';
import { EditRefused } from '../../../core/editing/edit-refused.ts';
import { nameOfSpeaker, textOfWords } from '../../../core/editing/edited-transcript.ts';
import { machineDocument } from '../../../core/editing/machine-document.ts';
import { editedTranscript } from '../../../core/editing/transcript-of.ts';
import type { Segment, Word } from '../../../core/transcript/transcript.ts';

const BASE = { confidence: 0.9, flags: [] };

/** @param span start and end in seconds */
function word(text: string, span: [number, number], probability = 0.9): Word {
  return { word: text, start: span[0], end: span[1], probability };
}

const SEGMENTS: Segment[] = [
  { ...BASE, id: 0, start: 0, end: 2, text: 'The qick brown fox.', speaker: 'L' },
  { ...BASE, id: 1, start: 3, end: 5, text: 'It jumps over.', speaker: 'R', flags: ['repetition'] },
];
const WORDS = [
  ...[
    word('The', [0, 0.4]),
    word('qick', [0.4, 1], 0.3),
    word('brown', [1, 1.5]),
    word('fox.', [1.5, 2]),
  ],
  ...[word('It', [3, 3.5]), word('jumps', [3.5, 4.5]), word('over.', [4.5, 5])],
];
const machine = machineDocument({ segments: SEGMENTS, words: WORDS });

/** The document after versions of these edits, one each. */
function after(...edits: Edit[]) {
  return applyVersions(
    machine,
    edits.map((edit, nth) => ({ version: nth + 1, edits: [edit] })),
  );
}

const textsOf = (document: typeof machine) =>
  document.paragraphs.map(({ words }) => textOfWords(words));

describe('words of the machine', () => {
  test('have ids, times and probabilities', () => {
    expect(machine.paragraphs[0]?.words[1]).toEqual({
      ...{ id: '0.1', text: 'qick', start: 0.4, end: 1, probability: 0.3 },
    });
  });

  test('share the time of their segment by letters where the engine gave none', () => {
    const [segment] = machineDocument({ segments: SEGMENTS }).paragraphs;
    expect(segment?.words.map(({ start, end }) => [start, end])).toEqual([
      [0, 0.375],
      [0.375, 0.875],
      [0.875, 1.5],
      [1.5, 2],
    ]);
  });

  test('are those of the engine in Japanese, which has no spaces', () => {
    const words = [word('今日', [0, 1]), word('は', [1, 1.2]), word('晴れ。', [1.2, 2])];
    const segments = [{ ...BASE, id: 0, start: 0, end: 2, text: '今日は晴れ。' }];
    const document = machineDocument({ segments, words });
    expect(document.paragraphs[0]?.words.map(({ id, text }) => [id, text])).toEqual([
      ['0.0', '今日'],
      ['0.1', 'は'],
      ['0.2', '晴れ。'],
    ]);
    const edits: Edit[] = [{ op: 'replace', words: ['0.2'], text: '雨。' }];
    expect(textsOf(applyVersions(document, [{ version: 1, edits }]))).toEqual(['今日は雨。']);
  });

  test('several of the engine make one where the text has no space', () => {
    const words = [word('well-', [0, 1], 0.9), word('known', [1, 2], 0.5), word('man', [2, 3])];
    const segments = [{ ...BASE, id: 7, start: 0, end: 3, text: 'well-known man' }];
    const [paragraph] = machineDocument({ segments, words }).paragraphs;
    expect(paragraph?.words).toEqual([
      { id: '7.0', text: 'well-known', start: 0, end: 2, probability: 0.5 },
      { id: '7.1', text: 'man', start: 2, end: 3, probability: 0.9 },
    ]);
  });

  test('of a segment that they do not spell are estimated, and the next segment has its own', () => {
    const words = [word('Thx', [0, 0.4]), ...WORDS.slice(1)];
    const [first, second] = machineDocument({ segments: SEGMENTS, words }).paragraphs;
    expect(first?.words.map(({ probability }) => probability)).toEqual(Array(4).fill(undefined));
    expect(second?.words.map(({ start }) => start)).toEqual([3, 3.5, 4.5]);
  });
});

describe('replace', () => {
  test('one word by one has its time, and says what it stands for', () => {
    const document = after({ op: 'replace', words: ['0.1'], text: 'quick' });
    expect(document.paragraphs[0]?.words[1]).toEqual({
      ...{ id: 'e1.0', text: 'quick', start: 0.4, end: 1, replaces: ['0.1'] },
    });
    expect(textsOf(document)).toEqual(['The quick brown fox.', 'It jumps over.']);
  });

  test('words that stay the same at both ends keep ids and times', () => {
    const words = ['0.0', '0.1', '0.2', '0.3'];
    const document = after({ op: 'replace', words, text: 'The quick, very quick brown fox.' });
    expect(document.paragraphs[0]?.words.map(({ id }) => id)).toEqual([
      ...['0.0', 'e1.0', 'e1.1', 'e1.2', '0.2', '0.3'],
    ]);
  });

  test('a different number of words shares the time by letters', () => {
    const document = after({ op: 'replace', words: ['0.1', '0.2'], text: 'red' });
    expect(document.paragraphs[0]?.words[1]).toMatchObject({ start: 0.4, end: 1.5 });
  });

  test('more words between those that stay are an insertion', () => {
    const document = after({ op: 'replace', words: ['0.2', '0.3'], text: 'brown old fox.' });
    const [, , brown, old, fox] = document.paragraphs[0]?.words ?? [];
    expect([brown?.id, old?.id, fox?.id]).toEqual(['0.2', 'e1.0', '0.3']);
    expect(old).toMatchObject({ start: 1.313, end: 1.5 });
    expect(old?.replaces).toBeUndefined();
  });

  test('new words before those that stay are an insertion as well', () => {
    expect(textsOf(after({ op: 'replace', words: ['1.0'], text: 'Yes, It' }))[1]).toBe(
      'Yes, It jumps over.',
    );
  });

  test('by nothing removes the words, and a paragraph without words', () => {
    expect(textsOf(after({ op: 'replace', words: ['0.1', '0.2'], text: '' }))[0]).toBe('The fox.');
    const document = after({ op: 'replace', words: ['0.0', '0.1', '0.2', '0.3'], text: ' ' });
    expect(document.paragraphs.map(({ id }) => id)).toEqual(['1']);
    expect(editedTranscript(document).segments).toMatchObject([{ id: 0, text: 'It jumps over.' }]);
  });

  test('a paragraph ends with its last word', () => {
    const document = after({ op: 'replace', words: ['0.2', '0.3'], text: '' });
    expect(document.paragraphs[0]).toMatchObject({ start: 0, end: 1 });
  });
});

describe('insert', () => {
  test('shares the time of the word beside it', () => {
    const document = after({ op: 'insert', beside: '1.0', side: 'before', text: 'Now it,' });
    expect(textsOf(document)[1]).toBe('Now it, It jumps over.');
    const times = document.paragraphs[1]?.words.map(({ start, end }) => [start, end]).slice(0, 3);
    expect(times).toEqual([
      [3, 3.188],
      [3.188, 3.375],
      [3.375, 3.5],
    ]);
  });
});

describe('paragraphs', () => {
  test('split before a word, and joined again', () => {
    const split = after({ op: 'split', before: '0.2' });
    expect(split.paragraphs.map(({ id, start, end }) => [id, start, end])).toEqual([
      ['0', 0, 1],
      ['p1.0', 1, 2],
      ['1', 3, 5],
    ]);
    const joined = after({ op: 'split', before: '0.2' }, { op: 'join', paragraph: 'p1.0' });
    expect(joined.paragraphs).toEqual(machine.paragraphs);
  });

  test('joined have the speaker of the first, and the flags of both', () => {
    const [one, ...others] = after({ op: 'join', paragraph: '1' }).paragraphs;
    expect(others).toEqual([]);
    expect(one).toMatchObject({ id: '0', start: 0, end: 5, speaker: 'L', flags: ['repetition'] });
  });

  test('joined in Japanese have no space between them', () => {
    const segments = ['今日は。', '晴れ。'].map((text, id) => ({
      ...BASE,
      id,
      start: id,
      end: id + 1,
      text,
    }));
    const edits = [{ op: 'join', paragraph: '1' } as const];
    const document = applyVersions(machineDocument({ segments }), [{ version: 1, edits }]);
    expect(textsOf(document)).toEqual(['今日は。晴れ。']);
  });

  test('that two people spoke at once follow each other in time when joined', () => {
    const segments = SEGMENTS.map((one, id) => ({ ...one, start: id, end: id + 2 }));
    const edits = [{ op: 'join', paragraph: '1' } as const];
    const { paragraphs } = applyVersions(machineDocument({ segments }), [{ version: 1, edits }]);
    const starts = paragraphs[0]?.words.map(({ start }) => start) ?? [];
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });

  test('have another speaker, or none', () => {
    const other = after({ op: 'speaker', paragraph: '0', speaker: 'Anna' });
    expect(other.paragraphs.map(({ speaker }) => speaker)).toEqual(['Anna', 'R']);
    const none = after({ op: 'speaker', paragraph: '0', speaker: null });
    expect(editedTranscript(none).segments[0]).not.toHaveProperty('speaker');
  });

  test('a speaker has a name everywhere, until it is taken away', () => {
    const named = after({ op: 'name', speaker: 'L', name: 'Anna' });
    expect(nameOfSpeaker(named, 'L')).toBe('Anna');
    expect(nameOfSpeaker(named, '__proto__')).toBe('__proto__');
    const again = after(
      { op: 'name', speaker: 'L', name: 'Anna' },
      { op: 'name', speaker: 'L', name: '' },
    );
    expect(again.names).toEqual({});
  });
});

describe('an edit that does not fit is refused', () => {
  const refusals: [Edit, RegExp][] = [
    [{ op: 'replace', words: ['9.9'], text: 'x' }, /no word 9\.9/],
    [{ op: 'replace', words: ['0.0', '0.2'], text: 'x' }, /follow each other/],
    [{ op: 'replace', words: ['0.3', '1.0'], text: 'x' }, /follow each other/],
    [{ op: 'insert', beside: '0.0', side: 'after', text: ' ' }, /no word to insert/],
    [{ op: 'split', before: '0.0' }, /begins with this word/],
    [{ op: 'join', paragraph: '0' }, /no paragraph before/],
    [{ op: 'join', paragraph: '7' }, /no paragraph 7/],
    [{ op: 'speaker', paragraph: 'p1.0', speaker: 'x' }, /no paragraph p1\.0/],
    [{ op: 'name', speaker: 'Bo', name: 'x' }, /no speaker Bo/],
    [{ op: 'undo' }, /nothing to undo/],
    [{ op: 'redo' }, /nothing to redo/],
  ];
  test.each(refusals)('%j', (edit, message) => {
    expect(() => after(edit)).toThrow(EditRefused);
    expect(() => after(edit)).toThrow(message);
  });

  test('and says which of several it is', () => {
    const edits: Edit[] = [
      { op: 'replace', words: ['0.1'], text: 'quick' },
      { op: 'split', before: '0.0' },
    ];
    const refused = () => applyVersions(machine, [{ version: 1, edits }]);
    expect(refused).toThrow(expect.objectContaining({ index: 1 }));
  });

  test('undo among other edits', () => {
    const edits: Edit[] = [{ op: 'name', speaker: 'L', name: 'A' }, { op: 'undo' }];
    expect(() => applyVersions(machine, [{ version: 1, edits }])).toThrow(/whole version/);
  });
});

describe('undo and redo', () => {
  const quick: Edit = { op: 'replace', words: ['0.1'], text: 'quick' };
  const leaps: Edit = { op: 'replace', words: ['1.1'], text: 'leaps' };

  test('take back and bring back whole versions', () => {
    expect(textsOf(after(quick, leaps, { op: 'undo' }))[1]).toBe('It jumps over.');
    expect(textsOf(after(quick, leaps, { op: 'undo' }, { op: 'undo' }))).toEqual(textsOf(machine));
    const again = after(quick, leaps, { op: 'undo' }, { op: 'undo' }, { op: 'redo' });
    expect(textsOf(again)).toEqual(['The quick brown fox.', 'It jumps over.']);
    expect(again.version).toBe(5);
  });

  test('a new edit forgets what was undone', () => {
    expect(() => after(quick, { op: 'undo' }, leaps, { op: 'redo' })).toThrow(/nothing to redo/);
    const versions = [quick, { op: 'undo' } as const, leaps].map((edit, nth) => ({
      ...{ version: nth + 1, edits: [edit] },
    }));
    expect(undoStack(versions).done.map(({ version }) => version)).toEqual([3]);
  });
});

describe('changes', () => {
  test('are words between those that stayed', () => {
    const document = after(
      { op: 'replace', words: ['0.1', '0.2'], text: 'quick' },
      { op: 'insert', beside: '1.2', side: 'after', text: 'Again.' },
    );
    expect(changedWords(machine, document)).toMatchObject([
      {
        ...{ before: 'qick brown', after: 'quick', machine: ['0.1', '0.2'], words: ['e1.0'] },
        ...{ start: 0.4, end: 1.5, between: { before: '0.0', after: '0.3' } },
      },
      { before: '', after: 'Again.', machine: [], words: ['e2.0'], between: { before: '1.2' } },
    ]);
  });

  test('a word written as the machine had it is none', () => {
    const document = after(
      { op: 'replace', words: ['0.1'], text: 'quick' },
      { op: 'replace', words: ['e1.0'], text: 'qick' },
    );
    expect(changedWords(machine, document)).toEqual([]);
  });
});

test('one version more copies only the paragraph that it changes', () => {
  const history = historyOf(machine, []);
  const edits: Edit[] = [{ op: 'replace', words: ['0.1'], text: 'quick' }];
  const { document } = applyVersion(history, { version: 1, edits });
  expect(document.paragraphs[1]).toBe(machine.paragraphs[1]);
  expect(document.paragraphs[0]?.words[0]).toBe(machine.paragraphs[0]?.words[0]);
});

describe('requests of edits', () => {
  test.each([
    { op: 'replace', words: [], text: 'x' },
    { op: 'replace', words: ['0.0'], text: 'x'.repeat(2001) },
    { op: 'replace', words: ['0.0'], text: 'a\u0000b' },
    { op: 'replace', words: ['0.0'], text: 'x', more: 1 },
    { op: 'replace', words: ['../0'], text: 'x' },
    { op: 'speaker', paragraph: '0', speaker: ' ' },
    { op: 'name', speaker: 'L', name: 'a\nb' },
    { op: 'rotate' },
  ])('%j is not one', (edit) => {
    expect(Edit.safeParse(edit).success).toBe(false);
  });

  test('text may have line breaks, which separate words', () => {
    expect(Edit.safeParse({ op: 'replace', words: ['0.0'], text: 'a\nb' }).success).toBe(true);
  });
});
