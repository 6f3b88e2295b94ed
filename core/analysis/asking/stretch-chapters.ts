/** What was heard of a recording, once its transcript is there: stretches as chapters, claims with segments. */
import type { Segment } from '../../transcript/transcript.ts';
import type { Chapter } from '../analysis.ts';
import type { GroupedClaim } from './chapter-answer.ts';
import type { HeardClaim } from './stretch-answer.ts';

/** In seconds of the recording. Each begins where the one before ends: overlaps are not counted. */
export interface Stretch {
  start: number;
  end: number;
}

/**
 * Every segment is in the stretch in which it begins. One without words has the last segment before it.
 * @param stretches all of them, in order
 */
export function stretchChapters(
  stretches: readonly Stretch[],
  segments: readonly Segment[],
): Chapter[] {
  const ids = stretches.map((stretch, at) =>
    segments.filter((one) => isIn(one, stretch, at === stretches.length - 1)).map(({ id }) => id),
  );
  let before = segments[0]?.id ?? 0;
  return stretches.map(({ start, end }, at) => {
    const [first = before, last = first] = [ids[at]?.[0], ids[at]?.at(-1)];
    before = last;
    return { start, end, segments: { first, last } };
  });
}

/** The last one has all that follows: a segment may begin at the very end. */
function isIn(segment: Segment, { start, end }: Stretch, isLast: boolean): boolean {
  return segment.start >= start && (isLast || segment.start < end);
}

/**
 * Claims with the segments in which their quotes are to be looked up first; the proof finds them wherever
 * they are.
 */
export function placedClaims(
  claims: readonly HeardClaim[],
  stretch: Stretch,
  segments: readonly Segment[],
): GroupedClaim[] {
  const middle = (stretch.end - stretch.start) / 2;
  return claims.map(({ support, ...claim }) => ({
    ...claim,
    support: support.map(({ quote, seconds = middle }) => ({
      segment: segmentAt(Math.min(stretch.start + seconds, stretch.end), segments),
      quote,
    })),
  }));
}

/** The last that has begun then. */
function segmentAt(seconds: number, segments: readonly Segment[]): number {
  const at = segments.findLast(({ start }) => start <= seconds) ?? segments[0];
  return at?.id ?? 0;
}
