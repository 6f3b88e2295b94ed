import { expect, test } from 'vitest';
import { declaredAnalyses } from '../../core/api/declared-analyses.ts';

const SUMMARY = { preset: 'summary' } as const;

test('an analysis has the first model, or the one that it names', () => {
  const asked = [SUMMARY, { ...SUMMARY, model: 'larger' }];
  expect(declaredAnalyses(asked, ['small', 'larger'])).toEqual([
    { ...SUMMARY, model: 'small' },
    { ...SUMMARY, model: 'larger' },
  ]);
  expect(declaredAnalyses(undefined, ['small'])).toBeUndefined();
});

test('a deployment without models has none for any', () => {
  expect(() => declaredAnalyses([SUMMARY], [])).toThrow(
    expect.objectContaining({ reason: 'not-available', path: 'analysis' }),
  );
  expect(declaredAnalyses(undefined, [])).toBeUndefined();
});

test('another model than the declared ones is refused, by its place', () => {
  const asked = [SUMMARY, { ...SUMMARY, model: 'other' }];
  expect(() => declaredAnalyses(asked, ['small'])).toThrow(
    expect.objectContaining({
      reason: 'invalid',
      path: 'analysis.1.model',
      message: expect.stringContaining('small'),
    }),
  );
});
