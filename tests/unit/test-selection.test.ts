import { expect, test } from 'vitest';
import { select, SelectionError } from '../runner/selection.ts';
import { watching } from '../runner/watch.ts';

const PARTS = ['checks', 'unit', 'engine', 'api'];
const FILES = [
  'tests/api/jobs.test.ts',
  'tests/engine/test_mel.py',
  'tests/unit/jobs.test.ts',
  'tests/unit/subtitles.test.ts',
];

function selected(...args: string[]) {
  return select(args, PARTS, FILES);
}

function asked(...args: string[]) {
  return Object.fromEntries(selected(...args).parts);
}

test('nothing named is everything, in the order of the parts', () => {
  expect([...selected().parts.keys()]).toEqual(PARTS);
});

test.each<[string[], Record<string, string[]>]>([
  [['api', 'unit'], { unit: [], api: [] }],
  [['tests/unit/subtitles.test.ts'], { unit: ['tests/unit/subtitles.test.ts'] }],
  [['./tests/unit/subtitles.test.ts'], { unit: ['tests/unit/subtitles.test.ts'] }],
  [['subtitles.test.ts'], { unit: ['tests/unit/subtitles.test.ts'] }],
  [['jobs.test.ts'], { unit: ['tests/unit/jobs.test.ts'], api: ['tests/api/jobs.test.ts'] }],
  [['test_mel.py::test_one[80]'], { engine: ['tests/engine/test_mel.py::test_one[80]'] }],
  [
    ['unit', 'subtitles.test.ts', 'test_mel.py'],
    { unit: [], engine: ['tests/engine/test_mel.py'] },
  ],
])('%j', (args, parts) => {
  expect(asked(...args)).toEqual(parts);
});

test('tests by their name', () => {
  expect(selected('unit', '-t', 'a name').pattern).toBe('a name');
});

test.each([['nowhere.test.ts'], ['titles.test.ts'], ['--wach'], ['unit', '-t']])(
  '%s names no tests',
  (...args) => {
    expect(() => selected(...args)).toThrow(SelectionError);
  },
);

test('a misspelled file is answered with what there is', () => {
  expect(() => selected('subtitle.test.ts')).toThrow(
    /subtitle\.test\.ts.*checks, unit, engine, api/,
  );
});

test.each([[['--watch']], [['unit', 'api', '--watch']], [['checks', '--watch']]])(
  '%j: one part with tests is watched, and no more',
  (args) => {
    expect(() => watching(selected(...args))).toThrow(SelectionError);
  },
);

test('watching a file of vitest follows that file', () => {
  const { args } = watching(selected('subtitles.test.ts', '--watch', '-t', 'cue'));
  expect(args).toEqual(
    expect.arrayContaining(['watch', 'tests/unit/subtitles.test.ts', '--testNamePattern=cue']),
  );
});

test('watching a file of pytest starts the same run again', () => {
  const { args } = watching(selected('test_mel.py', '--watch'));
  expect(args.slice(-2)).toEqual(['tests/main.ts', 'tests/engine/test_mel.py']);
  expect(args).toContain('--watch-path=userdata/engine');
});
