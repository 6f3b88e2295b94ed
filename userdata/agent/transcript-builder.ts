/**
 * Collects the engine's output for the final documents: about 20 MB for 12 hours of speech. Segments and
 * cues that come once more with their speakers take the place of the first ones.
 */
import { hasSeveral } from '../../core/audio/tracks.ts';
import type { EngineDone, EngineEvent } from '../../core/transcript/engine-events.ts';
import type { ReviewPlace } from '../../core/transcript/review.ts';
import type { Speaker } from '../../core/transcript/speakers.ts';
import {
  CoverageSpan,
  Cue,
  Segment,
  textOf,
  type SpokenCue,
  type SubtitledTranscript,
  type Transcript,
  type Word,
} from '../../core/transcript/transcript.ts';
import type { VocabularyReport } from '../../core/transcript/vocabulary.ts';
import type { WorkOrder } from '../../core/job/work-order.ts';

/** Drop the event's own fields. */
const SegmentAlone = Segment.strip();
const CueAlone = Cue.strip();
const CoverageAlone = CoverageSpan.strip();

type Order = Pick<WorkOrder, 'jobId'>;

export class TranscriptBuilder {
  readonly #withWords: boolean;
  #segments: Segment[] = [];
  #words: Word[] = [];
  #cues: SpokenCue[] = [];
  #isFinal = false;
  readonly #coverage: CoverageSpan[] = [];
  #speakers: readonly Speaker[] | undefined;
  #review: readonly ReviewPlace[] | undefined;
  #vocabularyReport: VocabularyReport | undefined;

  /** @param of `words`: whether the documents have them */
  constructor({ words }: { words: boolean }) {
    this.#withWords = words;
  }

  /** Events that are not of the documents are passed over. */
  add(event: EngineEvent): void {
    switch (event.event) {
      case 'final-segment':
        this.#beginFinal();
        return this.#addSegment(SegmentAlone.parse(event), event.words);
      case 'segment':
        return this.#addSegment(SegmentAlone.parse(event), event.words);
      case 'final-cue':
        this.#beginFinal();
        this.#cues.push({ ...CueAlone.parse(event), speakers: speakersOfLines(event) });
        return;
      case 'cue':
        this.#cues.push(CueAlone.parse(event));
        return;
      case 'coverage':
        this.#coverage.push(CoverageAlone.parse(event));
        return;
      case 'speakers':
        this.#speakers = event.unavailable === undefined ? event.speakers : undefined;
        return;
      case 'review':
        this.#review = event.places;
        return;
      case 'vocabulary':
        this.#vocabularyReport = event.report;
        return;
    }
  }

  /** The complete transcript, with totals from `done`. `model` is the one used, not the one requested. */
  complete({ jobId }: Order, done: EngineDone): SubtitledTranscript {
    const transcript: Transcript = {
      jobId,
      text: textOf(this.#segments),
      language: done.language,
      languageProbability: done.languageProbability,
      durationSeconds: done.durationSeconds,
      confidence: done.confidence,
      segments: this.#segments,
      ...(this.#withWords && { words: this.#words }),
      model: done.model,
      engine: done.engine,
      timings: done.timings,
      complete: true,
      ...(this.#coverage.length > 0 && { coverage: this.#coverage }),
      ...(done.flags?.length && { flags: done.flags }),
      ...audioOf(done),
      ...this.#asked(done),
    };
    return { transcript, cues: this.#cues };
  }

  /** What the documents have only if the job asked for it. */
  #asked({ flags = [] }: EngineDone) {
    const isUncertain = this.#speakers !== undefined && flags.includes('speakers_uncertain');
    return {
      ...(this.#speakers && { speakers: [...this.#speakers] }),
      ...(isUncertain && { speakersUncertain: true as const }),
      ...(this.#review && { review: [...this.#review] }),
      ...(this.#vocabularyReport && { vocabularyReport: this.#vocabularyReport }),
    };
  }

  #beginFinal(): void {
    if (this.#isFinal) return;
    this.#isFinal = true;
    [this.#segments, this.#words, this.#cues] = [[], [], []];
  }

  #addSegment(segment: Segment, words: readonly Word[] = []): void {
    this.#segments.push(segment);
    if (this.#withWords) this.#words.push(...words);
  }
}

function speakersOfLines({
  lines,
  speaker,
  speakers,
}: Extract<EngineEvent, { event: 'final-cue' }>): SpokenCue['speakers'] {
  if (speakers) return speakers.map((one) => one ?? undefined);
  return speaker === undefined ? undefined : lines.map(() => speaker);
}

/** Truncation and tracks, if any. */
function audioOf({ truncated, tracks }: EngineDone): Pick<Transcript, 'audio'> {
  if (!truncated && !hasSeveral(tracks)) return {};
  return { audio: { ...(truncated && { truncated }), ...(hasSeveral(tracks) && { tracks }) } };
}
