/** A job: the shape in which it is stored. */
import * as z from 'zod';
import { AudioTrack, Track } from '../audio/tracks.ts';
import { JobError } from '../base/job-errors.ts';
import { JobStatus } from './job-status.ts';
import { TaskResult } from './work-order.ts';
import { Channels, TranscriptFormat } from '../transcript/transcript.ts';
import { DEFAULT_CHANNELS, JobMetadata, JobWebhook } from './job-request.ts';
import { Market } from './market.ts';
import { KeptQuote } from './quote.ts';
import { DEFAULT_ROUTE, RouteName } from './route-name.ts';

/**
 * An instance of a job, and what EC2 said of it: `runningAt`, that it began to boot; `endedAt`, that it
 * is shutting down, and no longer charged for; `terminatedAt`, that nothing is left.
 */
export const JobInstance = z.object({
  id: z.string(),
  type: z.string(),
  market: Market,
  zone: z.string(),
  imageId: z.string(),
  /** When EC2's answer came. */
  launchedAt: z.iso.datetime().optional(),
  runningAt: z.iso.datetime().optional(),
  endedAt: z.iso.datetime().optional(),
  terminatedAt: z.iso.datetime().optional(),
  /** EC2 had not told of its end when the next attempt began. */
  isEndAssumed: z.literal(true).optional(),
  /** What an hour of it costs: EC2's spot price at its launch, or the recorded on-demand price. */
  usdPerHour: z.number().positive().optional(),
  /** Of a spot instance whose job has a ceiling: EC2 takes it back when its price is above this. */
  maxUsdPerHour: z.number().positive().optional(),
  priceFrom: z.enum(['spot', 'recorded']).optional(),
  rootGib: z.int().optional(),
});
export type JobInstance = z.infer<typeof JobInstance>;

/** Where instances come from: a type in a zone. Each has a capacity, and interruptions, of its own. */
export const LaunchPool = z.object({ type: z.string(), zone: z.string() });
export type LaunchPool = z.infer<typeof LaunchPool>;

/** Why a job waits in `queued`, and when it is tried again. */
export const QueuedBecause = z.object({
  code: z.enum(['NoCapacity', 'Throttled', 'QuotaReached']),
  message: z.string(),
  /** When the waiting began, over all tries. */
  since: z.iso.datetime(),
  retryAt: z.iso.datetime(),
  /** How often in a row EC2 said so. */
  tries: z.int().min(0),
});
export type QueuedBecause = z.infer<typeof QueuedBecause>;

const StoredAudio = z.object({
  source: z.enum(['upload', 's3', 'drop']),
  bucket: z.string(),
  key: z.string(),
  versionId: z.string().optional(),
  filename: z.string(),
  bytes: z.int().min(0),
  /** As its header says, or as it was worked out from rates and sizes; absent if it cannot be told. */
  durationSeconds: z.number().min(0).optional(),
  estimated: z.boolean().optional(),
  /** As S3 knows it; absent if it does not. */
  sha256: z.string().optional(),
});
type StoredAudio = z.infer<typeof StoredAudio>;

/** Fetched by the instance; nobody knows its size before. The address may hold secrets of its owner. */
const ForeignAudio = z.object({
  source: z.literal('url'),
  url: z.string(),
  filename: z.string(),
});

export const JobAudio = z.discriminatedUnion('source', [StoredAudio, ForeignAudio]);
export type JobAudio = z.infer<typeof JobAudio>;

/** Where the documents are wanted as well; whether they were written there, once the job is completed. */
export const JobOutput = z.object({
  bucket: z.string(),
  prefix: z.string(),
  written: z.boolean().optional(),
  problem: z.string().optional(),
});
export type JobOutput = z.infer<typeof JobOutput>;

/** A job as it lies in the table. The API shows a part of it: core/view/job-view.ts. */
export const Job = z.object({
  jobId: z.string(),
  owner: z.string(),
  status: JobStatus,
  attempt: z.int().min(0),
  /** How it gets its machines. A job that is older than this field came by the default route. */
  route: RouteName.default(DEFAULT_ROUTE),
  audio: JobAudio,
  model: z.string(),
  language: z.string(),
  words: z.boolean(),
  /** A job that is older than this field has none. */
  channels: Channels.default(DEFAULT_CHANNELS),
  track: Track.optional(),
  /** Those that the owner asked for; every job has all of them. */
  formats: z.array(TranscriptFormat),
  output: JobOutput.optional(),
  /** The owner wants it heard anew, whatever was transcribed before. */
  force: z.boolean().optional(),
  /** The job whose transcript becomes this one's as well: nothing has to be heard again. */
  reusedFrom: z.string().optional(),
  webhook: JobWebhook.optional(),
  metadata: JobMetadata,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** Only while `awaiting_upload`. */
  uploadExpiresAt: z.iso.datetime().optional(),
  /** When the running attempt began. */
  launchedAt: z.iso.datetime().optional(),
  /** The instance of the running attempt. */
  instance: JobInstance.optional(),
  /** Those of earlier attempts, in order: what they cost counts. */
  earlierInstances: z.array(JobInstance).default([]),
  /** Their pools: the next attempt asks elsewhere, if there is an elsewhere. */
  lostPools: z.array(LaunchPool).default([]),
  /** From the first time that it had to wait until its instance is there. */
  queuedBecause: QueuedBecause.optional(),
  /** The day that has a place for it: a file that was dropped when its owner's jobs of the day were used up. */
  notBefore: z.iso.datetime().optional(),
  /** When its turn in the launch budget comes, which it waits for. */
  launchTurnAt: z.iso.datetime().optional(),
  /** How often EC2 has definitely said no in this attempt; a part of the client token. */
  launchRound: z.int().min(0).default(0),
  /** The owner's: nothing is launched after it. */
  deadlineAt: z.iso.datetime().optional(),
  /** From the moment that the duration is known, before anything is launched. */
  quote: KeptQuote.optional(),
  /** The owner's ceiling for what the instances of all attempts cost together. */
  maxCostUsd: z.number().positive().optional(),
  /** Written by the state machine; valid for the attempt beside it only. */
  taskToken: z.string().optional(),
  tokenAttempt: z.int().optional(),
  /** Of the pause in which the job waits for an instance, also written by the state machine. */
  waitToken: z.string().optional(),
  claimedBy: z.string().optional(),
  claimedAt: z.iso.datetime().optional(),
  result: TaskResult.optional(),
  /** Audio tracks of the file, if it has several. */
  tracks: z.array(AudioTrack).optional(),
  error: JobError.optional(),
  endedAt: z.iso.datetime().optional(),
  /** Of the records by which a repeated request finds it; a job that is older than the field has none. */
  repeatKeys: z.array(z.string()).optional(),
});
export type Job = z.infer<typeof Job>;

/** Of a job that was never launched. */
export const NEVER_LAUNCHED = {
  attempt: 0,
  earlierInstances: [],
  lostPools: [],
  launchRound: 0,
} satisfies Partial<Job>;

/** The audio of a job that must have it in S3. */
export function storedAudio({ jobId, audio }: Job): StoredAudio {
  if (audio.source === 'url') throw new TypeError(`the audio of job ${jobId} is not in S3`);
  return audio;
}

/** The task token, if it is the running attempt's own. */
export function currentTaskToken(job: Job): string | undefined {
  return job.tokenAttempt === job.attempt ? job.taskToken : undefined;
}
