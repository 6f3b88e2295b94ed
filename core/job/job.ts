/** A job as it is stored. */
import * as z from 'zod';
import { AnalysisRequest } from '../analysis/analysis-request.ts';
import { AnalysisSummary } from '../analysis/analysis-result.ts';
import { AudioTrack, Track } from '../audio/tracks.ts';
import { JobError } from '../base/job-errors.ts';
import { JobHold } from './job-hold.ts';
import { JobStatus } from './job-status.ts';
import { TaskResult } from './work-order.ts';
import { RedactRequest } from '../redaction/redact-request.ts';
import { Retention } from '../retention/retention.ts';
import { AskedSpeakers } from '../transcript/speakers.ts';
import { Channels, TranscriptFormat } from '../transcript/transcript.ts';
import { DEFAULT_CHANNELS, JobMetadata, JobWebhook } from './job-request.ts';
import { LaunchLine, type LaunchSlot } from './launch-slot.ts';
import { MachineMarket } from './market.ts';
import { KeptQuote } from './quote.ts';
import { JobSession } from './job-session.ts';
import { DEFAULT_ROUTE, PoolName, RequestedRoute, RouteName } from './route-name.ts';
import { Routing } from './routing.ts';

/** Where SageMaker writes what the container answers: keys in the results bucket. */
const Invocation = z.object({ outputKey: z.string(), failureKey: z.string().optional() });

/**
 * An instance of a job, with EC2's state changes: `runningAt`, boot began; `endedAt`, shutting down
 * and no longer charged; `terminatedAt`, gone.
 */
export const JobInstance = z.object({
  id: z.string(),
  type: z.string(),
  market: MachineMarket,
  zone: z.string(),
  imageId: z.string(),
  /** The pool of a machine that takes job after job; absent for the job's own instance. */
  pool: PoolName.optional(),
  /** When the job took the pool's machine. */
  takenAt: z.iso.datetime().optional(),
  /** The job's part of a pool machine's charged seconds, once that machine has ended. */
  shareSeconds: z.number().min(0).optional(),
  /** When EC2's answer arrived. */
  launchedAt: z.iso.datetime().optional(),
  runningAt: z.iso.datetime().optional(),
  endedAt: z.iso.datetime().optional(),
  terminatedAt: z.iso.datetime().optional(),
  /** Attempt of an earlier instance: an attempt may have had none. */
  attempt: z.int().min(1).optional(),
  /** The next attempt began before EC2 reported the end. */
  isEndAssumed: z.literal(true).optional(),
  /** USD an hour: EC2's spot price at launch, or the recorded on-demand price. */
  usdPerHour: z.number().positive().optional(),
  /** Spot limit of a job with a ceiling: above this price EC2 reclaims the instance. */
  maxUsdPerHour: z.number().positive().optional(),
  priceFrom: z.enum(['spot', 'recorded']).optional(),
  rootGib: z.int().optional(),
  /** Only with the market `sagemaker`: the id is that of the request. */
  invocation: Invocation.optional(),
});
export type JobInstance = z.infer<typeof JobInstance>;

/** A capacity pool: one instance type in one zone, with its own capacity and interruptions. */
export const LaunchPool = z.object({ type: z.string(), zone: z.string() });
export type LaunchPool = z.infer<typeof LaunchPool>;

/** Why a job waits in `queued`, and when it retries: `Batch` waits for a drainer until then. */
export const QueuedBecause = z.object({
  code: z.enum(['NoCapacity', 'Throttled', 'QuotaReached', 'Batch']),
  message: z.string(),
  /** When the waiting began, over all tries. */
  since: z.iso.datetime(),
  retryAt: z.iso.datetime(),
  /** Refusals by EC2 in a row. */
  tries: z.int().min(0),
  /** The owner's own jobs hold the owner's share of the quota: EC2 was not asked. */
  isOwnShare: z.literal(true).optional(),
});
export type QueuedBecause = z.infer<typeof QueuedBecause>;

const StoredAudio = z.object({
  source: z.enum(['upload', 's3', 'drop']),
  bucket: z.string(),
  key: z.string(),
  versionId: z.string().optional(),
  filename: z.string(),
  bytes: z.int().min(0),
  /** From the header, or estimated from rates and sizes; absent if unknown. */
  durationSeconds: z.number().min(0).optional(),
  estimated: z.boolean().optional(),
  /** S3's checksum; absent if S3 has none. */
  sha256: z.string().optional(),
  /** S3's; absent for jobs older than this field. */
  etag: z.string().optional(),
});
type StoredAudio = z.infer<typeof StoredAudio>;

/** Fetched by the instance; its size is unknown before. The URL may contain secrets of its owner. */
const ForeignAudio = z.object({
  source: z.literal('url'),
  url: z.string(),
  filename: z.string(),
});

export const JobAudio = z.discriminatedUnion('source', [StoredAudio, ForeignAudio]);
export type JobAudio = z.infer<typeof JobAudio>;

/** Second location for the documents; `written` is set once the job has completed. */
export const JobOutput = z.object({
  bucket: z.string(),
  prefix: z.string(),
  written: z.boolean().optional(),
  problem: z.string().optional(),
});
export type JobOutput = z.infer<typeof JobOutput>;

/** A job's table item. The API shows a part of it: core/view/job-view.ts. */
export const Job = z.object({
  jobId: z.string(),
  owner: z.string(),
  status: JobStatus,
  attempt: z.int().min(0),
  /** Default for jobs older than this field. */
  route: RouteName.default(DEFAULT_ROUTE),
  /** Default for jobs older than this field, and for dropped files. */
  requestedRoute: RequestedRoute.default('auto'),
  /** Absent until the workflow has chosen the route. */
  routing: Routing.optional(),
  /** A pool that was chosen did not take the job in time, in any attempt. */
  fellOver: z.literal(true).optional(),
  /** Id of the current offer to a pool. */
  offerId: z.string().optional(),
  audio: JobAudio,
  model: z.string(),
  language: z.string(),
  words: z.boolean(),
  /** Default for jobs older than this field. */
  channels: Channels.default(DEFAULT_CHANNELS),
  track: Track.optional(),
  speakers: AskedSpeakers.optional(),
  review: z.literal(true).optional(),
  vocabulary: z.array(z.string()).optional(),
  redact: RedactRequest.optional(),
  /** Key of the pseudonyms; a chunk of a session has that of the session instead. */
  redactionSecret: z.string().optional(),
  /** When the originals behind the pseudonyms were deleted, and with them the secret. */
  redactionKeyDeletedAt: z.iso.datetime().optional(),
  /** Formats that the owner asked for; every job has all of them. */
  formats: z.array(TranscriptFormat),
  output: JobOutput.optional(),
  /** Transcribe again even if a result exists. */
  force: z.boolean().optional(),
  /** Job whose transcript is reused; nothing is transcribed again. */
  reusedFrom: z.string().optional(),
  /** Analyses that are asked for, each with its model. */
  analysis: z.array(AnalysisRequest).optional(),
  /** How they ended, in the same order. */
  analyses: z.array(AnalysisSummary).optional(),
  /** The job whose finished transcript this one analyses, at a later request. */
  analysisOf: z.string().optional(),
  /** How long audio and transcript are kept; absent: as long as the buckets keep them. */
  retention: Retention.optional(),
  webhook: JobWebhook.optional(),
  session: JobSession.optional(),
  /** The bulk that made the job, and the key of its file there. */
  bulkId: z.string().optional(),
  bulkFile: z.string().optional(),
  /** What the job holds in purses (core/budgets), in millionths of a dollar; settled at its end. */
  holds: z.array(JobHold).optional(),
  metadata: JobMetadata,
  /** Requested by a message, of which copies may be in the intake queue and among its dead letters. */
  isFromMessage: z.literal(true).optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** Only while `awaiting_upload`. */
  uploadExpiresAt: z.iso.datetime().optional(),
  /** When the current attempt began. */
  launchedAt: z.iso.datetime().optional(),
  /** Instance of the current attempt. */
  instance: JobInstance.optional(),
  /** Instances of earlier attempts, in order; their cost counts. */
  earlierInstances: z.array(JobInstance).default([]),
  /** Pools that lost an instance; the next attempt prefers others. */
  lostPools: z.array(LaunchPool).default([]),
  /** Set from the first wait until the instance is there. */
  queuedBecause: QueuedBecause.optional(),
  /** Day with quota left, for a file that was dropped when its owner's daily quota was used up. */
  notBefore: z.iso.datetime().optional(),
  /** Reserved slot in the launch budget that the job waits for, and its line; without one: `all`. */
  launchTurnAt: z.iso.datetime().optional(),
  launchLine: LaunchLine.optional(),
  /** Definite refusals by EC2 in this attempt; part of the client token. */
  launchRound: z.int().min(0).default(0),
  /** Nothing is launched after this. */
  deadlineAt: z.iso.datetime().optional(),
  /** Set once the duration is known, before any launch. */
  quote: KeptQuote.optional(),
  /** Limit on the cost of all attempts' instances together. */
  maxCostUsd: z.number().positive().optional(),
  /** Written by the state machine; valid only for `tokenAttempt`. */
  taskToken: z.string().optional(),
  tokenAttempt: z.int().optional(),
  /** `analysis`: the token is that of AwaitAnalysis. Absent: of AwaitTranscript, or there is none. */
  tokenPhase: z.literal('analysis').optional(),
  /** The machine has the token of AwaitAnalysis: no other may take its place. */
  tokenClaimed: z.literal(true).optional(),
  /** Task token of the wait for an instance, also written by the state machine. */
  waitToken: z.string().optional(),
  claimedBy: z.string().optional(),
  claimedAt: z.iso.datetime().optional(),
  /** Once the transcript is published: at the end, or before the analyses. */
  result: TaskResult.optional(),
  /** When the transcript was published, if analyses follow. */
  transcribedAt: z.iso.datetime().optional(),
  /** Audio tracks, if the file has several. */
  tracks: z.array(AudioTrack).optional(),
  error: JobError.optional(),
  endedAt: z.iso.datetime().optional(),
  /** When its retention deleted them. */
  audioDeletedAt: z.iso.datetime().optional(),
  transcriptDeletedAt: z.iso.datetime().optional(),
  /** Idempotency records by which a repeated request finds this job; empty for jobs older than this field. */
  repeatKeys: z.array(z.string()).optional(),
});
export type Job = z.infer<typeof Job>;

/** Fields of a job that was never launched. */
export const NEVER_LAUNCHED = {
  attempt: 0,
  earlierInstances: [],
  lostPools: [],
  launchRound: 0,
} satisfies Partial<Job>;

/** The slot that the job has reserved and not used. */
export function launchSlotOf({ launchTurnAt, launchLine }: Job): LaunchSlot | undefined {
  if (launchTurnAt === undefined) return undefined;
  return { line: launchLine ?? 'all', at: Date.parse(launchTurnAt) };
}

/** Audio of a job that has it in S3. @throws TypeError if it has not */
export function storedAudio({ jobId, audio }: Job): StoredAudio {
  if (audio.source === 'url') throw new TypeError(`the audio of job ${jobId} is not in S3`);
  return audio;
}

/** Task token of the current attempt, if there is one. */
export function currentTaskToken(job: Job): string | undefined {
  return job.tokenAttempt === job.attempt ? job.taskToken : undefined;
}

/** Whether a transcript of an earlier job is still to be copied. */
export function isToReuse(job: Job): job is Job & { reusedFrom: string } {
  return job.reusedFrom !== undefined && job.result === undefined;
}

/** When the current attempt began to count: its instance was launched, or a pool's machine took it. */
export function attemptBeganAt({ instance, launchedAt, createdAt }: Job): string {
  return instance?.takenAt ?? instance?.launchedAt ?? launchedAt ?? createdAt;
}
