/**
 * Which segments and cues go into which part. Readers see the first words at once; after that a part every
 * ten seconds keeps the number of objects, and of requests that are paid for, small. An engine that goes
 * on from a checkpoint tells all of it again: what is in a part already goes into no other.
 */
import type { EngineProgress } from '../../core/transcript/engine-events.ts';
import {
  heldWith,
  NO_PARTS,
  type Counts,
  type Cue,
  type PartsSoFar,
  type Segment,
  type TranscriptPart,
  type Word,
} from '../../core/transcript/transcript.ts';

const PART_EVERY_MS = 10_000;
const PART_AT_SEGMENTS = 200;

type HowFar = Omit<EngineProgress, 'event'>;

export class PartCutter {
  #segments: Segment[] = [];
  #words: Word[] = [];
  #cues: Cue[] = [];
  #progress: HowFar;
  /** What is in the parts that are cut. */
  #inParts: Counts;
  /** What the engine has told: first what is in parts, then what is new. */
  #told = { segments: 0, cues: 0 };
  /** Seconds of the file. */
  #reached: number;
  #parts: number;
  #moved = false;
  #cutAt: number;

  /** `before`: what is in the parts of earlier attempts. */
  constructor(now: number, { parts, hold, ...progress }: PartsSoFar = NO_PARTS) {
    this.#parts = parts;
    this.#inParts = hold;
    this.#progress = progress;
    this.#reached = progress.transcribedSeconds;
    this.#cutAt = now;
  }

  /** Another engine begins to tell all from the start. */
  again(): void {
    this.#told = { segments: 0, cues: 0 };
    [this.#segments, this.#words, this.#cues] = [[], [], []];
  }

  addSegment(segment: Segment, words: readonly Word[]): void {
    if (this.#told.segments++ < this.#inParts.segments) return;
    this.#segments.push(segment);
    // Segments come in order, so all before the end of this one is transcribed.
    this.#reached = Math.max(this.#reached, segment.end);
    this.#words.push(...words);
    this.#moved = true;
  }

  addCue(cue: Cue): void {
    if (this.#told.cues++ < this.#inParts.cues) return;
    this.#cues.push(cue);
    this.#moved = true;
  }

  addProgress(progress: HowFar): void {
    if (progress.transcribedSeconds <= this.#progress.transcribedSeconds) return;
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
      before: this.#inParts,
      segments: this.#segments,
      ...(this.#words.length > 0 && { words: this.#words }),
      cues: this.#cues,
      transcribedSeconds: this.#reached,
      durationSeconds: this.#progress.durationSeconds,
      fraction: this.#progress.fraction,
    };
    this.#inParts = heldWith(part);
    this.#segments = [];
    this.#words = [];
    this.#cues = [];
    this.#moved = false;
    this.#cutAt = now;
    return part;
  }
}
