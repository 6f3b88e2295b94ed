/**
 * What an instance is told when it claims its job, and what it answers through the task token.
 * Everything that the instance may touch is in here, signed and short-lived: its own role has no
 * right to any table or bucket, so a wrong, late or stolen machine can read nothing but its own job.
 */
import * as z from 'zod';
import { Track } from '../audio/tracks.ts';
import { ModelToFetch, Sha256 } from '../transcript/model.ts';
import {
  Channels,
  EngineInfo,
  FileFlags,
  PartsSoFar,
  type TranscriptFormat,
} from '../transcript/transcript.ts';

/**
 * Sent by an agent. `agentId` is random for each machine: the first one to claim holds the work order,
 * and only it can claim again. `renewal`: only the addresses are wanted anew, not what there is to resume.
 * `imageModel` is of the manifest of the model on its image; an agent that does not tell it can fetch no other.
 */
export const ClaimRequest = z.strictObject({
  agentId: z.string().regex(/^[0-9a-f-]{36}$/),
  renewal: z.boolean().optional(),
  imageModel: Sha256.optional(),
});
export type ClaimRequest = z.infer<typeof ClaimRequest>;

/** The life of its signed addresses: short, since claiming again renews them. */
export const ORDER_SECONDS = 900;

/** Each is an address of some 2 kB, and a Lambda answer may have 6 MB; what is beyond is done again. */
export const MAX_CHECKPOINT_PIECES = 1000;

/** What was left behind: presigned GETs of the checkpoint's pieces, in order, and what is in the parts. */
export const Resume = z.strictObject({
  checkpoint: z.array(z.url()).max(MAX_CHECKPOINT_PIECES),
  parts: PartsSoFar,
});
export type Resume = z.infer<typeof Resume>;

export const WorkOrder = z.strictObject({
  jobId: z.string(),
  attempt: z.int().min(1),
  taskToken: z.string().min(1),
  /**
   * Presigned GET of the audio. Or `foreign`, an address that the owner gave, which may lead anywhere:
   * `bytes` is the most that is fetched then, and `allow` the `host:port` pairs that may be private.
   */
  audio: z.strictObject({
    url: z.url(),
    bytes: z.int().min(1),
    foreign: z.strictObject({ allow: z.array(z.string()) }).optional(),
  }),
  /**
   * Presigned POST that accepts keys below `prefix` only. `fields` go first in the form, then
   * `key`, `Content-Type`, and `file` last (S3 ignores what follows the file).
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
    /** Only where the job asks for one: an agent that is older than the field refuses the order. */
    track: Track.optional(),
  }),
  /** The model that is in force, if it is not the image's own. */
  model: ModelToFetch.optional(),
  /** Of earlier attempts, or of an agent before on this machine. */
  resume: Resume.optional(),
  /** Without a heartbeat for so long, the attempt is given up. */
  heartbeatSeconds: z.int().min(1),
  /** The signed addresses end then; claim again before. */
  expiresAt: z.iso.datetime(),
});
export type WorkOrder = z.infer<typeof WorkOrder>;

/** When each phase on the instance ended; `firstSegment` is null for silence. */
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
 * The output of SendTaskSuccess: counts and times only, so that no text enters an execution history.
 * What is optional is sent only where there is something to say: a stack that is older than a field
 * refuses the result.
 */
export const TaskResult = z.strictObject({
  segments: z.int().min(0),
  language: z.string(),
  languageProbability: z.number().min(0).max(1),
  confidence: z.number().min(0).max(1).nullable(),
  durationSeconds: z.number().min(0),
  truncated: z.boolean(),
  flags: FileFlags.optional(),
  /** How many audio tracks the file has, if several: what they are lies at `attemptTracksKey`. */
  tracks: z.int().min(2).optional(),
  engine: EngineInfo,
  /** Wall time of the engine process, from its start to its end. */
  engineSeconds: z.number().min(0),
  audio: z.strictObject({ bytes: z.int().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  phases: InstancePhases,
});
export type TaskResult = z.infer<typeof TaskResult>;

/** Key of a finished transcript in the results bucket: a copy that Settle makes. */
export function transcriptKey(jobId: string, format: TranscriptFormat): string {
  return `jobs/${jobId}/transcript.${format}`;
}

/** Key of what a job has so far, where that is too large for an answer: written anew whenever it is asked for. */
export function soFarKey(jobId: string, format: TranscriptFormat): string {
  return `jobs/${jobId}/so-far/transcript.${format}`;
}

/**
 * Key of what an attempt writes. Its own, because the form that it writes with outlives it: what a machine
 * that stood still writes when its attempt was given up must not get into the transcript.
 */
export function attemptTranscriptKey(
  { jobId, attempt }: { jobId: string; attempt: number },
  format: TranscriptFormat,
): string {
  return `${attemptPrefix({ jobId, attempt })}transcript.${format}`;
}

/** Key of what an attempt says of the tracks of a file that has several. */
export function attemptTracksKey(of: { jobId: string; attempt: number }): string {
  return `${attemptPrefix(of)}tracks.json`;
}

function attemptPrefix({ jobId, attempt }: { jobId: string; attempt: number }): string {
  return `jobs/${jobId}/attempts/${attempt.toString().padStart(3, '0')}/`;
}

/** Key of a part. Five digits, so that S3's alphabetical listing is the order of the parts. */
export function partKey(jobId: string, part: number): string {
  return `${partsPrefix(jobId)}${part.toString().padStart(5, '0')}.json`;
}

export function partsPrefix(jobId: string): string {
  return `jobs/${jobId}/parts/`;
}

/**
 * Key of a piece of the checkpoint. It is named after the first window in it, so that the listing is in
 * order and a piece that is written again replaces itself.
 */
export function checkpointKey(jobId: string, attempt: number, firstWindow: number): string {
  const [nth, window] = [
    attempt.toString().padStart(3, '0'),
    firstWindow.toString().padStart(5, '0'),
  ];
  return `${checkpointPrefix(jobId)}${nth}-${window}.jsonl`;
}

export function checkpointPrefix(jobId: string): string {
  return `jobs/${jobId}/checkpoint/`;
}
