/**
 * What an instance receives when it claims its job, and what it returns through the task token. All
 * resources are in it as short-lived signed addresses: the instance role has no right to any table
 * or bucket, so a wrong, late or stolen machine can read only its own job.
 */
import * as z from 'zod';
import { AnalysisRequest, MAX_ANALYSES } from '../analysis/analysis-request.ts';
import { Track } from '../audio/tracks.ts';
import { ModelName } from '../transcript/model-name.ts';
import { RedactRequest } from '../redaction/redact-request.ts';
import { OfferedJob } from './offer.ts';
import { ModelToFetch, Sha256 } from '../transcript/model.ts';
import { EngineSpeakers } from '../transcript/speakers.ts';
import {
  Channels,
  EngineInfo,
  FileFlags,
  PartsSoFar,
  type TranscriptFormat,
} from '../transcript/transcript.ts';

const MAX_IMAGE_MODELS = 16;

/**
 * Sent by an agent. `agentId` is random per machine: only the first to claim may claim again.
 * `renewal` asks for new addresses only, without resume state. `imageModel` is the SHA-256 of the
 * manifest of the image's default model; an agent that omits it cannot fetch another model.
 * `imageModels` has that of each model of the image by name, the default's too. `offer`: from a machine
 * of a pool, in every claim.
 */
export const ClaimRequest = z.strictObject({
  agentId: z.string().regex(/^[0-9a-f-]{36}$/),
  renewal: z.boolean().optional(),
  imageModel: Sha256.optional(),
  imageModels: z
    .record(ModelName, Sha256)
    .refine((models) => Object.keys(models).length <= MAX_IMAGE_MODELS)
    .optional(),
  offer: OfferedJob.optional(),
});
export type ClaimRequest = z.infer<typeof ClaimRequest>;

/** Life of the signed addresses: short, since another claim renews them. */
export const ORDER_SECONDS = 900;

/** Each address is about 2 kB and a Lambda answer at most 6 MB; windows beyond are transcribed again. */
export const MAX_CHECKPOINT_PIECES = 1000;

/** Pieces of the speakers' side file are larger than those of the checkpoint. */
export const MAX_SPEAKER_PIECES = 500;

/**
 * State of earlier attempts: presigned GETs of the checkpoint pieces in order, totals of the parts.
 * `speakers`: of the pieces of voices, omitted if there are none: agents older than this field refuse
 * the order.
 */
export const Resume = z.strictObject({
  checkpoint: z.array(z.url()).max(MAX_CHECKPOINT_PIECES),
  speakers: z.array(z.url()).max(MAX_SPEAKER_PIECES).optional(),
  parts: PartsSoFar,
});
export type Resume = z.infer<typeof Resume>;

/** The analyses of a job. */
export const AnalysisOrder = z.strictObject({
  requests: z.array(AnalysisRequest).min(1).max(MAX_ANALYSES),
  /** What the task token answers. */
  awaits: z.enum(['transcript', 'analysis']),
  /**
   * The transcript, if it exists: nothing is heard. `url`: presigned GET of its JSON. `result` answers
   * the token of the transcript; as it was stored, so of an agent of any age.
   */
  transcript: z.strictObject({ url: z.url(), result: z.unknown() }).optional(),
  /** Presigned GETs of what earlier attempts have finished, each a JSON object (attemptAnalysisPieceKey). */
  pieces: z.array(z.url()).max(MAX_CHECKPOINT_PIECES),
});
export type AnalysisOrder = z.infer<typeof AnalysisOrder>;

/** What a copy leaves out. `secret`: the same pseudonyms come from the same secret. */
export const RedactionOrder = RedactRequest.extend({ secret: z.string().min(1) });
export type RedactionOrder = z.infer<typeof RedactionOrder>;

export const WorkOrder = z.strictObject({
  jobId: z.string(),
  attempt: z.int().min(1),
  taskToken: z.string().min(1),
  /**
   * Presigned GET of the audio. With `foreign` it is an address from the owner, which may lead anywhere:
   * `bytes` is then the most to fetch, and `allow` the `host:port` pairs that may be private.
   */
  audio: z.strictObject({
    url: z.url(),
    bytes: z.int().min(1),
    foreign: z.strictObject({ allow: z.array(z.string()) }).optional(),
  }),
  /**
   * Presigned POST for keys below `prefix`. The form lists `fields` first, then `key`,
   * `Content-Type`, and `file` last (S3 ignores what follows the file).
   */
  results: z.strictObject({
    url: z.url(),
    fields: z.record(z.string(), z.string()),
    prefix: z.string(),
  }),
  options: z.strictObject({
    model: z.string(),
    language: z.string(),
    words: z.boolean(),
    channels: Channels,
    /** Each omitted if not asked for: agents older than the field refuse the order. */
    track: Track.optional(),
    speakers: EngineSpeakers.optional(),
    review: z.literal(true).optional(),
    vocabulary: z.array(z.string()).min(1).optional(),
  }),
  /** Omitted if not asked for: agents older than this field refuse the order. */
  redact: RedactionOrder.optional(),
  /** The model to fetch, if the image does not have it. */
  model: ModelToFetch.optional(),
  /** The model of the image to use, if it is not the default; as the claim named it. */
  imageModel: Sha256.optional(),
  /** State of earlier attempts, or of an earlier agent on this machine. */
  resume: Resume.optional(),
  /** Omitted if none is asked for: agents older than this field refuse the order. */
  analysis: AnalysisOrder.optional(),
  /** Longest gap between heartbeats before the attempt is given up. */
  heartbeatSeconds: z.int().min(1),
  /** When the signed addresses expire; claim again before. */
  expiresAt: z.iso.datetime(),
});
export type WorkOrder = z.infer<typeof WorkOrder>;

/** End of each phase on the instance; `firstSegment` is null for silence. */
export const InstancePhases = z.strictObject({
  booted: z.iso.datetime(),
  claimed: z.iso.datetime(),
  modelReady: z.iso.datetime(),
  audioReady: z.iso.datetime(),
  firstSegment: z.iso.datetime().nullable(),
  transcribed: z.iso.datetime(),
  written: z.iso.datetime(),
});
export type InstancePhases = z.infer<typeof InstancePhases>;

/**
 * Output of SendTaskSuccess: counts and times only, so that no text enters the execution history.
 * Optional fields are sent only if they say something: a stack older than a field refuses the
 * result.
 */
export const TaskResult = z.strictObject({
  segments: z.int().min(0),
  language: z.string(),
  languageProbability: z.number().min(0).max(1),
  confidence: z.number().min(0).max(1).nullable(),
  durationSeconds: z.number().min(0),
  truncated: z.boolean(),
  flags: FileFlags.optional(),
  /** Number of audio tracks, if several; details are at `attemptTracksKey`. */
  tracks: z.int().min(2).optional(),
  engine: EngineInfo,
  /** Wall time of the engine process. */
  engineSeconds: z.number().min(0),
  audio: z.strictObject({ bytes: z.int().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  phases: InstancePhases,
});
export type TaskResult = z.infer<typeof TaskResult>;

/** Key of a finished transcript in the results bucket, copied there by Settle. */
export function transcriptKey(jobId: string, format: TranscriptFormat): string {
  return `jobs/${jobId}/transcript.${format}`;
}

/** A document that is made for an answer, by all that it depends on. */
interface MadeDocument {
  /** The copy without what identifies people. */
  redacted?: boolean | undefined;
  /** Version of the edits; undefined: the machine's text. */
  version?: number | undefined;
  format: string;
  times?: boolean | undefined;
  speakers?: boolean | undefined;
}

/** Key of such a document, if it is too large for the answer. */
export function documentKey(
  jobId: string,
  { redacted = false, version, format, times, speakers }: MadeDocument,
): string {
  const parts = [
    redacted ? 'redacted' : version === undefined ? 'machine' : `version-${version}`,
    ...(times === undefined ? [] : [`times-${times}`]),
    ...(speakers === undefined ? [] : [`speakers-${speakers}`]),
  ];
  return `jobs/${jobId}/so-far/${parts.join('-')}.${format}`;
}

/** One attempt of a job. */
export interface JobAttempt {
  jobId: string;
  attempt: number;
}

/**
 * Folder of all that an attempt writes, and the only one that its upload form covers: the form
 * outlives the attempt, so a machine that stalled, or a compromised one, may write later. That must
 * reach neither the settled transcript nor another attempt.
 */
export function attemptPrefix({ jobId, attempt }: JobAttempt): string {
  return `jobs/${jobId}/attempts/${padded(attempt, 3)}/`;
}

/** Key of a job's analyses in the results bucket, copied there by Settle. */
export function analysisKey(jobId: string): string {
  return `jobs/${jobId}/analysis.json`;
}

/** Key of an attempt's analyses, rewritten as each is done. */
export function attemptAnalysisKey(of: JobAttempt): string {
  return `${attemptPrefix(of)}analysis.json`;
}

/** Key of an attempt's progress of the analyses, rewritten every few seconds. */
export function attemptAnalysisProgressKey(of: JobAttempt): string {
  return `${attemptPrefix(of)}analysis-progress.json`;
}

export function attemptAnalysisPiecesPrefix(of: JobAttempt): string {
  return `${attemptPrefix(of)}analysis/`;
}

/** Key of a finished part of an analysis. @param name lower-case letters, digits and hyphens */
export function attemptAnalysisPieceKey(of: JobAttempt, name: string): string {
  return `${attemptAnalysisPiecesPrefix(of)}${name}.json`;
}

export function attemptTranscriptKey(of: JobAttempt, format: TranscriptFormat): string {
  return `${attemptPrefix(of)}transcript.${format}`;
}

/** Key of the waveform of a job's audio, copied there by Settle; older images write none. */
export function waveformKey(jobId: string): string {
  return `jobs/${jobId}/waveform.json`;
}

export function attemptWaveformKey(of: JobAttempt): string {
  return `${attemptPrefix(of)}waveform.json`;
}

/** Key of an attempt's track list, if the file has several audio tracks. */
export function attemptTracksKey(of: JobAttempt): string {
  return `${attemptPrefix(of)}tracks.json`;
}

/** Key of a part. Five digits, so that S3's alphabetical listing is in order. */
export function partKey(of: JobAttempt, part: number): string {
  return `${partsPrefix(of)}${padded(part, 5)}.json`;
}

export function partsPrefix(of: JobAttempt): string {
  return `${attemptPrefix(of)}parts/`;
}

/** Number of the part with this key; undefined if no part has such a key. */
export function partNumber(of: JobAttempt, key: string): number | undefined {
  const part = Number(/(\d{5,9})\.json$/.exec(key)?.[1]);
  return key === partKey(of, part) ? part : undefined;
}

/**
 * Key of a checkpoint piece, named after its first window: listings are in order, and rewriting a
 * piece replaces it.
 */
export function checkpointKey(of: JobAttempt, firstWindow: number): string {
  return `${checkpointPrefix(of)}${padded(firstWindow, 5)}.jsonl`;
}

export function checkpointPrefix(of: JobAttempt): string {
  return `${attemptPrefix(of)}checkpoint/`;
}

/** Key of a piece of what was heard of voices, named after its first window as those of the checkpoint. */
export function speakersKey(of: JobAttempt, firstWindow: number): string {
  return `${speakersPrefix(of)}${padded(firstWindow, 5)}.jsonl`;
}

export function speakersPrefix(of: JobAttempt): string {
  return `${attemptPrefix(of)}speakers/`;
}

function padded(value: number, digits: number): string {
  return value.toString().padStart(digits, '0');
}
