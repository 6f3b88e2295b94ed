/**
 * The transcript and its subtitles: their shape, and how the parts that an instance writes become them.
 * An image may be newer than the stack that reads its parts: fields that are unknown here are left out.
 */
import * as z from 'zod';
import { AudioTrack } from '../audio/tracks.ts';
import { joinedText } from './joined-text.ts';
import { Sha256 } from './model.ts';

const seconds = z.number().min(0);
const probability = z.number().min(0).max(1);

export const Word = z
  .object({
    start: seconds,
    end: seconds,
    word: z.string(),
    probability,
  })
  .meta({ id: 'Word' });
export type Word = z.infer<typeof Word>;

export const Channels = z
  .enum(['mix', 'split'])
  .describe('As one sound, or each by itself: then every segment has the speaker L or R.');
export type Channels = z.infer<typeof Channels>;

/**
 * What became of a stretch of the audio. All of them, in order, reach from 0 to the end without gap or
 * overlap: a span begins exactly where the one before it ends. `reason` is an open list
 *
 *   no_text        untranscribed: speech was heard, and the model wrote nothing for it
 *   undecodable    untranscribed: the file is damaged there
 *   lost           untranscribed: a fault of ours
 *   container_gap  silence: the file says that there is no sound at that time
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
 * What is said of a whole file. `flags` is an open list: a newer engine may know more than
 *
 *   incomplete          speech was heard that has no text: see the coverage
 *   language_uncertain  the language was not asked for, and is a guess
 *   dual_mono           both channels carry the same sound
 */
export const FileFlags = z.array(z.string().max(40)).max(16);
export type FileFlags = z.infer<typeof FileFlags>;

/**
 * One utterance. `start` and `end` in seconds of the file; `confidence` is the mean token probability.
 * `flags` is an open list: a newer engine may know more than
 *
 *   low_confidence          listen: seven of ten such segments have many words wrong
 *   repetition              a phrase over and over, even when it was read a second time
 *   possible_hallucination  more text than the speech that was heard, or text without speech
 *   cut_at_window           it begins or ends where nobody paused for 30 s
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

/** One subtitle, laid out by the engine, which knows when each word is said: no line has to be broken. */
export const Cue = z.object({
  start: seconds,
  end: seconds,
  lines: z.array(z.string()).min(1).max(2),
});
export type Cue = z.infer<typeof Cue>;

/**
 * Which engine did the work, and why it did not use the device that it was asked to use, if so.
 * `modelSha256` is of the manifest of its model; older images do not tell it.
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

/** How much of a transcript there is. */
export const Counts = z.object({ segments: count, words: count, cues: count });
export type Counts = z.infer<typeof Counts>;

/**
 * A part: what was transcribed since the part before it. Parts are numbered from 1 and none is
 * rewritten, so that a reader (or a next attempt) needs no lock to see how far the work has come.
 */
export const TranscriptPart = z.object({
  part: z.int().min(1),
  /** What its writer knew to be in the parts before: a lost machine may have written one more. */
  before: Counts,
  segments: z.array(Segment),
  words: z.array(Word).optional(),
  /** They come a little later than their segments: as long as what follows may change them. */
  cues: z.array(Cue),
  transcribedSeconds: seconds,
  durationSeconds: seconds.nullable(),
  fraction: probability,
});
export type TranscriptPart = z.infer<typeof TranscriptPart>;

/** What all parts together hold, as a next attempt is told it. */
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

/** What is in a part and in all before it. */
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
  })
  .meta({ id: 'Transcript' });
export type Transcript = z.infer<typeof Transcript>;

/** What every document is made of: json and txt of the transcript, srt and vtt of the cues. */
export interface SubtitledTranscript {
  transcript: Transcript;
  cues: readonly Cue[];
}

export const TRANSCRIPT_FORMATS = ['json', 'txt', 'srt', 'vtt'] as const;
export const TranscriptFormat = z.enum(TRANSCRIPT_FORMATS);
export type TranscriptFormat = z.infer<typeof TranscriptFormat>;

/** All text of the segments as one line. */
export function textOf(segments: readonly Segment[]): string {
  return joinedText(segments.map((segment) => segment.text.trim()).filter((text) => text !== ''));
}

/** The transcript as far as it has come; `parts` in any order, a missing number ends it. */
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

/** What is in two parts, because two machines have written it, counts once. */
function onceEach<K extends keyof Counts>(
  parts: readonly TranscriptPart[],
  what: K,
): NonNullable<TranscriptPart[K]>[number][] {
  const all: NonNullable<TranscriptPart[K]>[number][] = [];
  for (const part of parts) {
    const again = Math.max(0, all.length - part.before[what]);
    all.push(...(part[what] ?? []).slice(again));
  }
  return all;
}
