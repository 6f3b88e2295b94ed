/** What the engine has said so far, kept for the documents at the end: 12 hours of speech are some 20 MB. */
import type { EngineDone } from '../../core/engine-events.ts';
import {
  textOf,
  type Cue,
  type Segment,
  type SubtitledTranscript,
  type Transcript,
  type Word,
} from '../../core/transcript.ts';
import type { WorkOrder } from '../../core/work-order.ts';

type Order = Pick<WorkOrder, 'jobId'> & { options: Pick<WorkOrder['options'], 'words'> };

export class Gathered {
  readonly #segments: Segment[] = [];
  readonly #words: Word[] = [];
  readonly #cues: Cue[] = [];

  addSegment(segment: Segment, words: readonly Word[]): void {
    this.#segments.push(segment);
    this.#words.push(...words);
  }

  addCue(cue: Cue): void {
    this.#cues.push(cue);
  }

  /** All of it, with what only the end tells. The model is the one that was used, not that of the order. */
  complete({ jobId, options }: Order, done: EngineDone): SubtitledTranscript {
    const transcript: Transcript = {
      jobId,
      text: textOf(this.#segments),
      language: done.language,
      languageProbability: done.languageProbability,
      durationSeconds: done.durationSeconds,
      confidence: done.confidence,
      segments: this.#segments,
      ...(options.words && { words: this.#words }),
      model: done.model,
      engine: done.engine,
      timings: done.timings,
      complete: true,
    };
    return { transcript, cues: this.#cues };
  }
}
