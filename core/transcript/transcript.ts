/**
 * Shapes of the transcript and its subtitles, built from the parts that an instance writes. An image
 * may be newer than the stack that reads its parts: unknown fields are dropped.
 */
import * as z from 'zod';
import { AudioTrack } from '../audio/tracks.ts';
import { joinedText } from './joined-text.ts';
import { Sha256 } from './model.ts';
import { ReviewPlace } from './review.ts';
import { NamedSpeaker } from './speakers.ts';
import { VocabularyReport } from './vocabulary.ts';

const seconds = z.number().min(0);
const probability = z.number().min(0).max(1);

export const Word = z
  .object({
    start: seconds,
    end: seconds,
    word: z.string(),
    probability,
    speaker: z.string().optional().describe('Where the job asked who speaks.'),
  })
  .meta({ id: 'Word' });
export type Word = z.infer<typeof Word>;

export const Channels = z
  .enum(['mix', 'split'])
  .describe('As one sound, or each by itself: then every segment has the speaker L or R.');
export type Channels = z.infer<typeof Channels>;

/**
 * Coverage of a stretch of the audio. The spans in order cover 0 to the end without gap or overlap:
 * each begins exactly where the one before ends. `reason` is an open list:
 *
 *   no_text        untranscribed: speech was detected, but the model produced no text
 *   undecodable    untranscribed: the file is damaged there
 *   lost           untranscribed: a fault of ours
 *   container_gap  silence: the container has no audio at that time
 */
export const CoverageSpan = z
  .object({
    start: seconds,
    end: seconds,
    kind: z.enum(['text', 'silence', 'nonspeech', 'untranscribed']),
    reason: z.string().optional(),
  })
  .meta({ id: 'CoverageSpan' });
export type CoverageSpan = z.infer<typeof CoverageSpan>;

/**
 * Flags of a whole file, an open list: a newer engine may send more.
 *
 *   incomplete          speech was detected that has no text: see the coverage
 *   language_uncertain  the language was detected with low confidence
 *   dual_mono           both channels carry the same sound
 *   speakers_uncertain  how many people speak is uncertain: one says little, or two may be taken for one
 *   speakers_unavailable  the job asked who speaks, and that could not be found out
 */
export const FileFlags = z.array(z.string().max(40)).max(16);
export type FileFlags = z.infer<typeof FileFlags>;

/**
 * One utterance. `start` and `end` in seconds of the file; `confidence` is the mean token
 * probability. `flags` is an open list: a newer engine may send more.
 *
 *   low_confidence          listen: seven of ten such segments have many words wrong
 *   repetition              a phrase repeats, even after a second decoding
 *   possible_hallucination  more text than the detected speech explains, or text without speech
 *   cut_at_window           begins or ends at a window boundary: no pause for 30 s
 *   overlap                 two people speak at once
 *   uncertain_speaker       another speaker has nearly as much of it, or none was heard
 */
export const Segment = z
  .object({
    id: z.int().min(0),
    start: seconds,
    end: seconds,
    text: z.string(),
    confidence: probability,
    speaker: z.string().optional(),
    flags: z.array(z.string()),
  })
  .meta({ id: 'Segment' });
export type Segment = z.infer<typeof Segment>;

/** One subtitle, laid out by the engine, which has word times: no line needs breaking here. */
export const Cue = z.object({
  start: seconds,
  end: seconds,
  lines: z.array(z.string()).min(1).max(2),
});
export type Cue = z.infer<typeof Cue>;

/** A subtitle, and who says each of its lines. */
export interface SpokenCue extends Cue {
  speakers?: readonly (string | undefined)[] | undefined;
}

/**
 * The engine that did the work; `fallback` is why it did not use the requested device.
 * `modelSha256` is the SHA-256 of the model's manifest; older images omit it.
 */
export const EngineInfo = z.object({
  version: z.string(),
  device: z.string(),
  computeType: z.string(),
  modelSha256: Sha256.optional(),
  fallback: z.string().optional(),
});
export type EngineInfo = z.infer<typeof EngineInfo>;

const count = z.int().min(0);

/** Sizes of a transcript. */
export const Counts = z.object({ segments: count, words: count, cues: count });
export type Counts = z.infer<typeof Counts>;

/**
 * A part: what was transcribed since the part before it. Parts are numbered from 1 and never
 * rewritten, so that readers and later attempts need no lock to see the progress.
 */
export const TranscriptPart = z.object({
  part: z.int().min(1),
  /** Totals of the parts before, as its writer knew them: a lost machine may have written one more. */
  before: Counts,
  segments: z.array(Segment),
  words: z.array(Word).optional(),
  /** Later than their segments: held back while following audio may change them. */
  cues: z.array(Cue),
  transcribedSeconds: seconds,
  durationSeconds: seconds.nullable(),
  fraction: probability,
});
export type TranscriptPart = z.infer<typeof TranscriptPart>;

/** Totals over all parts, for the next attempt. */
export const PartsSoFar = z.object({
  parts: count,
  hold: Counts,
  transcribedSeconds: seconds,
  durationSeconds: seconds.nullable(),
  fraction: probability,
});
export type PartsSoFar = z.infer<typeof PartsSoFar>;

export const NO_PARTS: PartsSoFar = {
  parts: 0,
  hold: { segments: 0, words: 0, cues: 0 },
  transcribedSeconds: 0,
  durationSeconds: null,
  fraction: 0,
};

export function partsUpTo(newest: TranscriptPart): PartsSoFar {
  const { part, transcribedSeconds, durationSeconds, fraction } = newest;
  return { parts: part, hold: heldWith(newest), transcribedSeconds, durationSeconds, fraction };
}

/** Totals of this part and all before it. */
export function heldWith({ before, segments, words = [], cues }: TranscriptPart): Counts {
  return {
    segments: before.segments + segments.length,
    words: before.words + words.length,
    cues: before.cues + cues.length,
  };
}

export const Transcript = z
  .object({
    jobId: z.string(),
    text: z.string(),
    language: z.string().nullable(),
    languageProbability: probability.nullable(),
    durationSeconds: seconds.nullable(),
    confidence: probability.nullable(),
    segments: z.array(Segment),
    words: z.array(Word).optional(),
    model: z.string(),
    engine: EngineInfo.nullable(),
    timings: z.record(z.string(), seconds.nullable()),
    complete: z.boolean(),
    coverage: z
      .array(CoverageSpan)
      .optional()
      .describe('What became of every second, once the transcript is complete.'),
    flags: FileFlags.optional().describe('Of the whole file; absent if there are none.'),
    audio: z
      .object({
        truncated: z.literal(true).optional().describe('The file ends before its own end.'),
        tracks: z.array(AudioTrack).optional().describe('Where the file has several.'),
      })
      .optional(),
    version: z.int().min(1).optional().describe('Of an edited transcript, which this is then.'),
    speakers: z
      .union([z.array(NamedSpeaker), z.record(z.string(), z.string())])
      .optional()
      .describe(
        'Where the job asked who speaks: the speakers, in the order in which they are first heard. Otherwise the names that people gave to the speakers of an edited transcript.',
      ),
    speakersUncertain: z
      .literal(true)
      .optional()
      .describe(
        'How many people speak is uncertain: one says little, or two may be taken for one.',
      ),
    review: z
      .array(ReviewPlace)
      .optional()
      .describe('Where the job asked for it: the places worth hearing again, worst first.'),
    vocabularyReport: VocabularyReport.optional().describe('What became of the word list.'),
  })
  .meta({ id: 'Transcript' });
export type Transcript = z.infer<typeof Transcript>;

/** Source of every document: json and txt from the transcript, srt and vtt from the cues. */
export interface SubtitledTranscript {
  transcript: Transcript;
  cues: readonly SpokenCue[];
}

export const TRANSCRIPT_FORMATS = ['json', 'txt', 'srt', 'vtt'] as const;
export const TranscriptFormat = z.enum(TRANSCRIPT_FORMATS);
export type TranscriptFormat = z.infer<typeof TranscriptFormat>;

/** Text of all segments as one line. */
export function textOf(segments: readonly Segment[]): string {
  return joinedText(segments.map((segment) => segment.text.trim()).filter((text) => text !== ''));
}

/** The partial transcript. `parts` in any order; a missing number ends it. */
export function transcriptSoFar(
  job: { jobId: string; model: string },
  parts: readonly TranscriptPart[],
): SubtitledTranscript {
  const ordered = [...parts].sort((a, b) => a.part - b.part);
  const gap = ordered.findIndex((part, index) => part.part !== index + 1);
  const known = gap < 0 ? ordered : ordered.slice(0, gap);
  const segments = onceEach(known, 'segments');
  const words = onceEach(known, 'words');
  const transcript: Transcript = {
    jobId: job.jobId,
    text: textOf(segments),
    language: null,
    languageProbability: null,
    durationSeconds: known.at(-1)?.durationSeconds ?? null,
    confidence: null,
    segments,
    ...(words.length > 0 ? { words } : {}),
    model: job.model,
    engine: null,
    timings: {},
    complete: false,
  };
  return { transcript, cues: onceEach(known, 'cues') };
}

/**
 * Drops what two machines both wrote, so that parts do not overlap.
 * @param held how much the parts before these hold
 */
export function onceEach<K extends keyof Counts>(
  parts: readonly TranscriptPart[],
  what: K,
  held = 0,
): NonNullable<TranscriptPart[K]>[number][] {
  const all: NonNullable<TranscriptPart[K]>[number][] = [];
  for (const part of parts) {
    const again = Math.max(0, held + all.length - part.before[what]);
    // One by one: as arguments of a call, too many would overflow the stack.
    for (const one of (part[what] ?? []).slice(again)) all.push(one);
  }
  return all;
}
