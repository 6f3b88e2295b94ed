/** What the transcripts of a recording's chunks say beside their text, in one. */
import type { ReviewPlace } from './review.ts';
import { isList } from './speaker-names.ts';
import type { Speaker } from './speakers.ts';
import type { Segment, Transcript, Word } from './transcript.ts';
import type { VocabularyReport } from './vocabulary.ts';

/** Where a chunk lies, and the times of its words that the chunk before has as well. */
export interface Placed {
  /** Seconds of the recording. */
  at: number;
  dropped: readonly { start: number; end: number }[];
}

export interface CombinedReports {
  speakers?: Speaker[];
  speakersUncertain?: true;
  review?: ReviewPlace[];
  vocabularyReport?: VocabularyReport;
}

/** Label of a chunk's speaker: each chunk counts its own, and S1 of two need not be one person. */
export function labelIn(chunk: number, speaker: string): string {
  return `${chunk}:${speaker}`;
}

/** With such labels, where the machine told voices apart; the channels of a call keep theirs. */
export function withChunkLabels(transcript: Transcript, chunk: number): Transcript {
  if (!isList(transcript.speakers)) return transcript;
  const labelled = <T extends Pick<Segment | Word, 'speaker'>>(one: T): T =>
    one.speaker === undefined ? one : { ...one, speaker: labelIn(chunk, one.speaker) };
  return {
    ...transcript,
    segments: transcript.segments.map(labelled),
    ...(transcript.words && { words: transcript.words.map(labelled) }),
    speakers: transcript.speakers.map((one) => ({ ...one, id: labelIn(chunk, one.id) })),
  };
}

export class ReportCombiner {
  private speakers: Speaker[] | undefined;
  private isUncertain = false;
  private review: ReviewPlace[] | undefined;
  private vocabulary: VocabularyReport | undefined;

  /** @param transcript with the labels of its chunk */
  add({ speakers, speakersUncertain, review, vocabularyReport }: Transcript, placed: Placed): void {
    const { at } = placed;
    if (isList(speakers)) {
      const moved = speakers.map((one) => ({ ...one, firstHeard: rounded(one.firstHeard + at) }));
      this.speakers = [...(this.speakers ?? []), ...moved];
    }
    this.isUncertain ||= speakersUncertain === true;
    if (review) this.review = [...(this.review ?? []), ...kept(review, placed)];
    if (vocabularyReport) this.addVocabulary(vocabularyReport, placed);
  }

  result(): CombinedReports {
    return {
      ...(this.speakers && { speakers: this.speakers }),
      ...(this.isUncertain && { speakersUncertain: true }),
      ...(this.review && { review: this.review.toSorted((a, b) => b.score - a.score) }),
      ...(this.vocabulary && { vocabularyReport: this.vocabulary }),
    };
  }

  private addVocabulary({ heard, replaced, refused }: VocabularyReport, placed: Placed): void {
    const before = this.vocabulary ?? { heard: [], replaced: [], refused: [] };
    const isNew = ({ entry, because }: VocabularyReport['refused'][number]) =>
      !before.refused.some((one) => one.entry === entry && one.because === because);
    const spans = heard.map((one) => ({ ...one, end: one.start }));
    this.vocabulary = {
      heard: [
        ...before.heard,
        ...kept(spans, placed).map(({ entry, start }) => ({ entry, start })),
      ],
      replaced: [...before.replaced, ...kept(replaced, placed)],
      refused: [...before.refused, ...refused.filter(isNew)],
    };
  }
}

/** In the time of the recording, without those of words that the chunk before has. */
function kept<T extends { start: number; end: number }>(
  all: readonly T[],
  { at, dropped }: Placed,
): T[] {
  const moved = all.map((one) => ({
    ...one,
    start: rounded(one.start + at),
    end: rounded(one.end + at),
  }));
  return moved.filter((one) => !dropped.some((word) => isOf(one, word)));
}

interface Span {
  start: number;
  end: number;
}

/** By its middle: a word often begins where the one before it ends. */
function isOf({ start, end }: Span, word: Span): boolean {
  const middle = (start + end) / 2;
  return start === word.start || (word.start <= middle && middle < word.end);
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
