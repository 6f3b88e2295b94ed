/** Order of the claims of an analysis: lists follow the recording, a choice has the order of the model. */
import type { Claim } from '../analysis.ts';
import type { AnalysisRequest } from '../analysis-request.ts';
import { presetOf } from './presets.ts';

/** Within a chapter, claims without a time come last. */
export function inOrder(claims: readonly Claim[], request: AnalysisRequest): Claim[] {
  if (presetOf(request).reduce === 'choose') return [...claims];
  // Two without a time differ by NaN, which keeps their order.
  return [...claims].sort((a, b) => chapterOf(a) - chapterOf(b) || startOf(a) - startOf(b) || 0);
}

function chapterOf({ chapter }: Claim): number {
  return chapter ?? 0;
}

function startOf({ support }: Claim): number {
  return Math.min(...support.map(({ start }) => start));
}
