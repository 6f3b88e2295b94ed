/**
 * Distributes segments and cues to parts. The first words are written at once; after that a part
 * every ten seconds keeps the number of objects and paid requests small. A resumed engine repeats
 * its checkpoint: what an earlier part contains is skipped.
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
  /** Totals of the parts cut so far. */
  #inParts: Counts;
  /** Events received from the engine; the first ones repeat what parts contain already. */
  #received = { segments: 0, cues: 0 };
  /** Seconds of the file. */
  #reached: number;
  #parts: number;
  #moved = false;
  #cutAt: number;

  /** @param now milliseconds; the other argument holds the totals of earlier attempts' parts */
  constructor(now: number, { parts, hold, ...progress }: PartsSoFar = NO_PARTS) {
    this.#parts = parts;
    this.#inParts = hold;
    this.#progress = progress;
    this.#reached = progress.transcribedSeconds;
    this.#cutAt = now;
  }

  /** A restarted engine repeats everything from the start. */
  restart(): void {
    this.#received = { segments: 0, cues: 0 };
    [this.#segments, this.#words, this.#cues] = [[], [], []];
  }

  addSegment(segment: Segment, words: readonly Word[]): void {
    if (this.#received.segments++ < this.#inParts.segments) return;
    this.#segments.push(segment);
    // Segments come in order, so everything before the end of this one is transcribed.
    this.#reached = Math.max(this.#reached, segment.end);
    this.#words.push(...words);
    this.#moved = true;
  }

  addCue(cue: Cue): void {
    if (this.#received.cues++ < this.#inParts.cues) return;
    this.#cues.push(cue);
    this.#moved = true;
  }

  addProgress(progress: HowFar): void {
    if (progress.transcribedSeconds <= this.#progress.transcribedSeconds) return;
    this.#progress = progress;
    this.#reached = Math.max(this.#reached, progress.transcribedSeconds);
    this.#moved = true;
  }

  /** Whether to cut a part; `now` in milliseconds. */
  due(now: number): boolean {
    if (this.#parts === 0 && this.#segments.length > 0) return true;
    if (this.#segments.length >= PART_AT_SEGMENTS) return true;
    return this.#moved && now - this.#cutAt >= PART_EVERY_MS;
  }

  /** Returns everything since the last part. */
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
