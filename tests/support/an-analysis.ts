/** An analysis for tests, complete and valid; what matters to a test is given by it. */
import type { Analysis } from '../../core/analysis/analysis.ts';

export function anAnalysis(given: Partial<Analysis> = {}): Analysis {
  return {
    preset: 'summary',
    status: 'completed',
    language: 'sv',
    model: 'tiny-llm',
    text: 'Ordföranden talade.',
    claims: [
      {
        text: 'Ordföranden talade.',
        status: 'supported',
        support: [
          { segment: 0, start: 0, end: 1, quote: 'sedan talade ordföranden', match: 'exact' },
        ],
      },
    ],
    chapters: [{ start: 0, end: 10, segments: { first: 0, last: 0 } }],
    restsOn: { readSeconds: 10, fraction: 1, chapters: { read: 1, of: 1 }, missing: [] },
    tokens: { prompt: 100, completion: 20 },
    timings: { workSeconds: 1.5 },
    ...given,
  };
}
