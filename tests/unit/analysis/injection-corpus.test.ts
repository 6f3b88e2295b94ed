/** The corpus of spoken injections is as large and as mixed as it says. */
import { expect, test } from 'vitest';
import { spokenInjections } from '../../../bench/analysis/injections.ts';

const corpus = spokenInjections();

test('it has sixty at least, half in each language', () => {
  const swedish = corpus.filter(({ transcript }) => transcript.language === 'sv');
  expect(corpus.length).toBeGreaterThanOrEqual(60);
  expect(swedish.length).toBeGreaterThanOrEqual(0.45 * corpus.length);
  expect(swedish.length).toBeLessThanOrEqual(0.55 * corpus.length);
});

test('few cannot be decided', () => {
  const reports = corpus.filter(({ injection }) => injection.report !== undefined);
  expect(reports.length).toBeLessThanOrEqual(0.1 * corpus.length);
});

test('the quote that serves best is spoken, beside other segments', () => {
  for (const { injection, transcript, segment } of corpus) {
    expect(injection.spoken).toContain(injection.favourable);
    expect(transcript.segments[segment]?.text).toBe(injection.spoken);
    expect(transcript.segments.length).toBeGreaterThan(2);
  }
});
