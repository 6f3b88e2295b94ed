import { expect, test } from 'vitest';
import { restsOnOf } from '../../../core/analysis/asking/rests-on.ts';

test('an analysis rests on the chapters that were read, and says which were not', () => {
  const chapters = [
    { start: 0, end: 300, segments: { first: 0, last: 9 } },
    { start: 310, end: 410, segments: { first: 10, last: 19 }, missing: 'AnalysisInvalid' },
  ];
  expect(restsOnOf(chapters)).toEqual({
    readSeconds: 300,
    fraction: 0.75,
    chapters: { read: 1, of: 2 },
    missing: [{ start: 310, end: 410, because: 'AnalysisInvalid' }],
  });
});

test('of silence, everything was read', () => {
  expect(restsOnOf([])).toMatchObject({ fraction: 1, chapters: { read: 0, of: 0 }, missing: [] });
});
