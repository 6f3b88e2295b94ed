/** Collects the engine's output for the final documents: about 20 MB for 12 hours of speech. */
import { hasSeveral } from '../../core/audio/tracks.ts';
import type { EngineDone } from '../../core/transcript/engine-events.ts';
import {
  textOf,
  type CoverageSpan,
  type Cue,
  type Segment,
  type SubtitledTranscript,
  type Transcript,
  type Word,
} from '../../core/transcript/transcript.ts';
import type { WorkOrder } from '../../core/job/work-order.ts';

type Order = Pick<WorkOrder, 'jobId'> & { options: Pick<WorkOrder['options'], 'words'> };

export class TranscriptBuilder {
  readonly #segments: Segment[] = [];
  readonly #words: Word[] = [];
  readonly #cues: Cue[] = [];
  readonly #coverage: CoverageSpan[] = [];

  addSegment(segment: Segment, words: readonly Word[]): void {
    this.#segments.push(segment);
    this.#words.push(...words);
  }

  addCue(cue: Cue): void {
    this.#cues.push(cue);
  }

  addCoverage(span: CoverageSpan): void {
    this.#coverage.push(span);
  }

  /** The complete transcript, with totals from `done`. `model` is the one used, not the one requested. */
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
      ...(this.#coverage.length > 0 && { coverage: this.#coverage }),
      ...(done.flags?.length && { flags: done.flags }),
      ...audioOf(done),
    };
    return { transcript, cues: this.#cues };
  }
}

/** Truncation and tracks, if any. */
function audioOf({ truncated, tracks }: EngineDone): Pick<Transcript, 'audio'> {
  if (!truncated && !hasSeveral(tracks)) return {};
  return { audio: { ...(truncated && { truncated }), ...(hasSeveral(tracks) && { tracks }) } };
}
