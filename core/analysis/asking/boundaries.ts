/**
 * How well a chapter can begin at each segment: a shift of topic, a pause, another speaker. Topics as in
 * TextTiling (Hearst 1997): the words of the blocks before and after a boundary are compared, and a valley
 * between two hills of likeness is a shift.
 */
import type { Segment } from '../../transcript/transcript.ts';
import { stemsOf } from './stems.ts';

/** Words on each side that are compared: about half a minute of speech. */
const BLOCK_WORDS = 40;
/** A pause counts up to this length, in seconds. */
const LONG_PAUSE = 5;
const WEIGHTS = { topic: 1, pause: 0.6, speaker: 0.15 };

/** One number for each segment: how well a chapter begins with it. That of the first is 0. */
export function boundaryScores(segments: readonly Segment[]): number[] {
  const depths = topicDepths(segments.map(({ text }) => stemsOf(text)));
  return segments.map((segment, index) => {
    const before = segments[index - 1];
    if (before === undefined) return 0;
    const pause = Math.min(1, Math.max(0, pauseBetween(before, segment)) / LONG_PAUSE);
    const speaker = before.speaker === segment.speaker ? 0 : 1;
    const topic = depths[index] ?? 0;
    return WEIGHTS.topic * topic + WEIGHTS.pause * pause + WEIGHTS.speaker * speaker;
  });
}

/** Seconds of silence. */
export function pauseBetween(before: Segment, after: Segment): number {
  return after.start - before.end;
}

function topicDepths(stems: readonly string[][]): number[] {
  const likeness = stems.map((_, index) =>
    index === 0 ? 1 : cosine(blockBefore(stems, index), blockAfter(stems, index)),
  );
  return likeness.map((valley, index) => {
    if (index === 0) return 0;
    const left = hill(likeness.slice(0, index).reverse(), valley);
    const right = hill(likeness.slice(index + 1), valley);
    return (left - valley + right - valley) / 2;
  });
}

/** Climbs from a valley as long as it goes up. */
function hill(values: readonly number[], from: number): number {
  let top = from;
  for (const value of values) {
    if (value < top) break;
    top = value;
  }
  return top;
}

function blockBefore(stems: readonly string[][], index: number): string[] {
  const block: string[] = [];
  for (let at = index - 1; at >= 0 && block.length < BLOCK_WORDS; at--) {
    block.push(...(stems[at] ?? []).slice(-BLOCK_WORDS));
  }
  return block;
}

function blockAfter(stems: readonly string[][], index: number): string[] {
  const block: string[] = [];
  for (let at = index; at < stems.length && block.length < BLOCK_WORDS; at++) {
    block.push(...(stems[at] ?? []).slice(0, BLOCK_WORDS));
  }
  return block;
}

function cosine(left: readonly string[], right: readonly string[]): number {
  const [a, b] = [counted(left), counted(right)];
  let product = 0;
  for (const [word, count] of a) product += count * (b.get(word) ?? 0);
  const lengths = norm(a) * norm(b);
  return lengths === 0 ? 0 : product / lengths;
}

function counted(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function norm(counts: ReadonlyMap<string, number>): number {
  return Math.sqrt([...counts.values()].reduce((sum, count) => sum + count * count, 0));
}
