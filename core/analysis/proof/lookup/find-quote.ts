/** Looks a quote up in the transcript: word for word, or else with the tolerance of `aligned.ts`. */
import type { RawClaim, Support } from '../../analysis.ts';
import type { Evidence, Range } from '../evidence.ts';
import { tokensOf } from '../text/token.ts';
import { alignedRange } from './aligned.ts';
import { exactRange } from './exact.ts';

export interface FoundQuote {
  support: Support;
  /** Absent: not found. */
  range?: Range;
}

export function findQuote(raw: RawClaim['support'][number], evidence: Evidence): FoundQuote {
  const cited = evidence.indexOf(raw.segment);
  const words = tokensOf(raw.quote).map(({ word }) => word);
  const range = exactRange(words, cited, evidence);
  if (range !== undefined) {
    return { range, support: { ...placed(raw.quote, range, evidence), match: 'exact' } };
  }
  const aligned = alignedRange(raw.quote, cited, evidence);
  if (aligned === undefined) return { support: notFound(raw, evidence) };
  const { similarity } = aligned;
  const place = placed(raw.quote, aligned.range, evidence);
  return { range: aligned.range, support: { ...place, match: 'aligned', similarity } };
}

function placed(quote: string, range: Range, evidence: Evidence) {
  const segment = evidence.segments[evidence.ownerOf(range.first)];
  const { start, end, confidence } = evidence.timesOf(range);
  return {
    segment: segment?.id ?? 0,
    start,
    end,
    quote,
    ...(segment?.speaker === undefined ? {} : { speaker: segment.speaker }),
    ...(confidence === undefined ? {} : { confidence }),
  };
}

function notFound(
  { segment: id, quote }: RawClaim['support'][number],
  evidence: Evidence,
): Support {
  const segment = evidence.segment(id);
  return { segment: id, start: segment?.start ?? 0, end: segment?.end ?? 0, quote, match: 'none' };
}
