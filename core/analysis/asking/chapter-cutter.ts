/**
 * Cuts a transcript into chapters as its segments come: each is read by the model as one. Every segment is
 * in exactly one chapter, in order, and the chapters depend on the segments alone. A chapter is within the
 * budget of tokens, unless it is a single segment.
 */
import type { Segment } from '../../transcript/transcript.ts';
import type { Chapter } from '../analysis.ts';
import { boundaryScores, pauseBetween } from './boundaries.ts';
import { chapterBudget } from './budget.ts';
import { estimateTokens } from './tokens.ts';
import { transcriptLine } from './transcript-lines.ts';

/** Share of the budget below which only the end of the transcript ends a chapter. */
const LEAST_SHARE = 0.25;
/** Seconds of silence that end a chapter at once. */
const CERTAIN_PAUSE = 5;

export class ChapterCutter {
  readonly #budget: number;
  readonly #least: number;
  #pending: Segment[] = [];
  #tokens: number[] = [];

  /** @param of.instructionTokens of the longest instructions (instructionTokens in budget.ts) */
  constructor(of: { contextTokens: number; instructionTokens?: number }) {
    this.#budget = chapterBudget(of);
    this.#least = this.#budget * LEAST_SHARE;
  }

  /** @returns the chapters that are complete now; mostly none */
  add(segment: Segment): Chapter[] {
    const last = this.#pending.at(-1);
    const paused = last !== undefined && pauseBetween(last, segment) >= CERTAIN_PAUSE;
    const chapters = paused && this.#size() >= this.#least ? [this.#cut(this.#pending.length)] : [];
    this.#pending.push(segment);
    this.#tokens.push(lineTokens(segment));
    while (this.#size() > this.#budget && this.#pending.length > 1) {
      chapters.push(this.#cut(this.#bestEnd()));
    }
    return chapters;
  }

  /** @returns the last chapter, if there is one */
  end(): Chapter[] {
    return this.#pending.length === 0 ? [] : [this.#cut(this.#pending.length)];
  }

  #size(): number {
    return this.#tokens.reduce((sum, tokens) => sum + tokens, 0);
  }

  /** How many segments the next chapter has: the best boundary of those within the budget. */
  #bestEnd(): number {
    const scores = boundaryScores(this.#pending);
    let [best, bestScore, size] = [1, -Infinity, 0];
    for (let end = 1; end < this.#pending.length; end++) {
      size += this.#tokens[end - 1] ?? 0;
      const score = size < this.#least ? -1 : (scores[end] ?? 0);
      // The later of two equal ones: chapters are rather long.
      if (score >= bestScore) [best, bestScore] = [end, score];
    }
    return best;
  }

  #cut(count: number): Chapter {
    this.#tokens.splice(0, count);
    return chapterOf(this.#pending.splice(0, count));
  }
}

/** What a segment takes of the budget. */
export function lineTokens(segment: Segment): number {
  return estimateTokens(`${transcriptLine(segment)}\n`);
}

/** @param segments at least one */
function chapterOf(segments: readonly Segment[]): Chapter {
  const ids = segments.map(({ id }) => id);
  return {
    start: Math.min(...segments.map(({ start }) => start)),
    end: Math.max(...segments.map(({ end }) => end)),
    segments: { first: ids[0] ?? 0, last: ids.at(-1) ?? 0 },
  };
}
