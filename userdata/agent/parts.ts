/**
 * Which segments and cues go into which part. Readers see the first words at once; after that a part every
 * ten seconds keeps the number of objects, and of requests that are paid for, small.
 */
import type { EngineProgress } from '../../core/engine-events.ts';
import type { Cue, Segment, TranscriptPart, Word } from '../../core/transcript.ts';

const PART_EVERY_MS = 10_000;
const PART_AT_SEGMENTS = 200;

type HowFar = Omit<EngineProgress, 'event'>;

export class PartCutter {
  #segments: Segment[] = [];
  #words: Word[] = [];
  #cues: Cue[] = [];
  #progress: Pick<HowFar, 'durationSeconds' | 'fraction'> = { durationSeconds: null, fraction: 0 };
  /** Seconds of the file. */
  #reached = 0;
  #parts = 0;
  #moved = false;
  #cutAt: number;

  constructor(now: number) {
    this.#cutAt = now;
  }

  addSegment(segment: Segment, words: readonly Word[]): void {
    this.#segments.push(segment);
    // Segments come in order, so all before the end of this one is transcribed.
    this.#reached = Math.max(this.#reached, segment.end);
    this.#words.push(...words);
    this.#moved = true;
  }

  addCue(cue: Cue): void {
    this.#cues.push(cue);
    this.#moved = true;
  }

  addProgress(progress: HowFar): void {
    this.#progress = progress;
    this.#reached = Math.max(this.#reached, progress.transcribedSeconds);
    this.#moved = true;
  }

  /** Whether a part should be cut; `now` in milliseconds. */
  due(now: number): boolean {
    if (this.#parts === 0 && this.#segments.length > 0) return true;
    if (this.#segments.length >= PART_AT_SEGMENTS) return true;
    return this.#moved && now - this.#cutAt >= PART_EVERY_MS;
  }

  /** All that came since the part before. */
  cut(now: number): TranscriptPart {
    const part: TranscriptPart = {
      part: ++this.#parts,
      segments: this.#segments,
      ...(this.#words.length > 0 && { words: this.#words }),
      cues: this.#cues,
      transcribedSeconds: this.#reached,
      durationSeconds: this.#progress.durationSeconds,
      fraction: this.#progress.fraction,
    };
    this.#segments = [];
    this.#words = [];
    this.#cues = [];
    this.#moved = false;
    this.#cutAt = now;
    return part;
  }
}
