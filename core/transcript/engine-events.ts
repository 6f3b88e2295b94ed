/**
 * The engine's standard output: one JSON object a line, in this order. Times are seconds of the audio
 * file.
 *
 *   ready? (segment | cue | coverage | progress)* waveform? speakers? (final-segment | final-cue)*
 *   review? vocabulary? (done | error)
 */
import * as z from 'zod';
import { AudioTrack, Track } from '../audio/tracks.ts';
import { Waveform } from '../audio/waveform.ts';
import { JobErrorCode } from '../base/job-errors.ts';
import { ReviewPlace } from './review.ts';
import { EngineSpeakers, Speaker } from './speakers.ts';
import { Channels, CoverageSpan, Cue, EngineInfo, FileFlags, Segment, Word } from './transcript.ts';
import { Vocabulary, VocabularyReport } from './vocabulary.ts';

const seconds = z.number().min(0);

/**
 * The engine's plan of the GPU's memory, with a language model beside it. If they do not fit, the engine
 * has loaded its model as it would alone.
 */
export const MemoryPlan = z.object({
  fits: z.boolean(),
  /** Planned for Whisper, of CTranslate2's names. */
  computeType: z.string().max(40),
  /** Memory of the GPU; null without one, or if it is not known: then all counts as fitting. */
  totalBytes: z.int().min(0).nullable(),
  rows: z.array(z.object({ what: z.string().max(200), bytes: z.int().min(0) })).max(40),
});
export type MemoryPlan = z.infer<typeof MemoryPlan>;

export const EngineReady = z.object({
  event: z.literal('ready'),
  engine: EngineInfo,
  timings: z.object({ importSeconds: seconds, modelLoadSeconds: seconds }),
  /** Only with a language model beside it. */
  memory: MemoryPlan.optional(),
});

export const EngineSegment = Segment.extend({
  event: z.literal('segment'),
  words: z.array(Word).optional(),
});

/** In order of time, and later than their segments: a cue is held back while the next ones may change it. */
export const EngineCue = Cue.extend({ event: z.literal('cue') });

/** In order of time, later than the segments. Older engines send none. */
export const EngineCoverage = CoverageSpan.extend({ event: z.literal('coverage') });

/** `fraction` is 0..1; everything before `transcribedSeconds` (file time) is transcribed. */
export const EngineProgress = z.object({
  event: z.literal('progress'),
  transcribedSeconds: seconds,
  durationSeconds: seconds.nullable(),
  fraction: z.number().min(0).max(1),
});

/** Before `done`, if it was asked for. */
export const EngineWaveform = Waveform.extend({ event: z.literal('waveform') });

/**
 * If the request asks who speaks. `unavailable`: a sentence that says why it could not be found out; then
 * no `final-segment` follows, and what came before stands.
 */
export const EngineSpeakersFound = z.object({
  event: z.literal('speakers'),
  speakers: z.array(Speaker),
  unavailable: z.string().max(2000).optional(),
});

/**
 * After `speakers`, all segments and cues once more, with labels and numbered anew: a segment is divided
 * where the voice changes. They take the place of those before.
 */
export const EngineFinalSegment = EngineSegment.extend({ event: z.literal('final-segment') });
/** `speaker` says all lines; `speakers` those of two, null for an unknown one. */
export const EngineFinalCue = Cue.extend({
  event: z.literal('final-cue'),
  speaker: z.string().optional(),
  speakers: z.array(z.string().nullable()).max(2).optional(),
});

/** If it was asked for. */
export const EngineReview = z.object({
  event: z.literal('review'),
  places: z.array(ReviewPlace),
});

/** If there is a word list. */
export const EngineVocabulary = z.object({
  event: z.literal('vocabulary'),
  report: VocabularyReport,
});

/** `segments`: the number of final ones, if there are any. */
export const EngineDone = z.object({
  event: z.literal('done'),
  language: z.string(),
  languageProbability: z.number().min(0).max(1),
  durationSeconds: seconds,
  confidence: z.number().min(0).max(1).nullable(),
  segments: z.int().min(0),
  truncated: z.boolean().optional(),
  flags: FileFlags.optional(),
  /** Only if the file has several. */
  tracks: z.array(AudioTrack).optional(),
  /** Name from the model's manifest. */
  model: z.string(),
  engine: EngineInfo,
  timings: z.record(z.string().regex(/Seconds$/), seconds.nullable()),
});

export const EngineError = z.object({
  event: z.literal('error'),
  code: JobErrorCode,
  message: z.string().max(2000),
});

export const EngineEvent = z.discriminatedUnion('event', [
  EngineReady,
  EngineSegment,
  EngineCue,
  EngineCoverage,
  EngineProgress,
  EngineWaveform,
  EngineSpeakersFound,
  EngineFinalSegment,
  EngineFinalCue,
  EngineReview,
  EngineVocabulary,
  EngineDone,
  EngineError,
]);
export type EngineEvent = z.infer<typeof EngineEvent>;
export type EngineDone = z.infer<typeof EngineDone>;
export type EngineProgress = z.infer<typeof EngineProgress>;

/** One line on the engine's standard input, written once the audio is on disk. */
export const EngineRequest = z.strictObject({
  audio: z.string(),
  language: z.string(),
  words: z.boolean(),
  channels: Channels,
  /**
   * Path of the checkpoint to resume from and to append to; the file may be empty. With `speakers`, so is
   * the file beside it whose name ends in `.speakers`.
   */
  resume: z.string(),
  /** Whether to measure the waveform. */
  waveform: z.literal(true).optional(),
  /** Absent: the engine chooses. */
  track: Track.optional(),
  /** Absent: no diarization, and no side file is read. */
  speakers: EngineSpeakers.optional(),
  /** Whether to hear doubtful places a second time. */
  review: z.literal(true).optional(),
  vocabulary: Vocabulary.optional(),
});
export type EngineRequest = z.infer<typeof EngineRequest>;
