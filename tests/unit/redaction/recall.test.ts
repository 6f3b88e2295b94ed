import { describe, expect, test } from 'vitest';
import { measure } from '../../../bench/redact/measure.ts';
import { CHECKED_KINDS, testSet } from '../../../bench/redact/test-set.ts';
import { wordsOfSegments } from '../../../core/redaction/name-spans.ts';

const START = 'name in no list, at the start of a sentence';
const { rows, kinds } = measure(testSet(7, 60));

describe('in generated speech, of what has a checksum', () => {
  test.each(CHECKED_KINDS)('%s is found, written and spoken, in 99 of 100 cases', (kind) => {
    const own = [rows.get(`${kind}, written`), rows.get(`${kind}, spoken`)];
    const examples = own.reduce((sum, row) => sum + (row?.examples ?? 0), 0);
    const found = own.reduce((sum, row) => sum + (row?.found ?? 0), 0);
    expect(examples).toBe(120);
    expect(found / examples).toBeGreaterThanOrEqual(0.99);
  });

  test('ordinary numbers, words and places stay', () => {
    for (const { finds, right } of kinds.values())
      expect(right / finds).toBeGreaterThanOrEqual(0.98);
  });
});

test('a model that knows all names leaves none, and takes nothing of what the rules find', () => {
  const examples = testSet(7, 60);
  const known = examples.map(({ kind, segments, planted }) =>
    wordsOfSegments(segments).flatMap((words, segment) =>
      [...words.entries()]
        .filter(([, word]) => kind === 'name' && planted.some((name) => word.startsWith(name)))
        .map(([at]) => ({ segment, first: at, last: at, score: 0.9 })),
    ),
  );
  const withModel = measure(examples, known).rows;
  expect(rows.get(START)).toMatchObject({ examples: 60, found: 0 });
  expect(withModel.get(START)).toMatchObject({ examples: 60, found: 60 });
  for (const [row, { found }] of rows) {
    expect(withModel.get(row)?.found).toBeGreaterThanOrEqual(found);
  }
});
