/** From a request to a job: uploads wait for their object, objects that lie in S3 start at once. */
import { createHash } from 'node:crypto';
import { AddressRefused } from '../address-guard.ts';
import type { AudioUrls } from '../audio-urls.ts';
import { baseName, MAX_AUDIO_BYTES, safeFileName, type S3Object } from '../audio.ts';
import { leastCeilingUsd } from '../cost-ceiling.ts';
import { newJobId } from '../job-id.ts';
import type { JobError, JobErrorCode } from '../job-errors.ts';
import type { CreateJobRequest } from '../job-request.ts';
import { NEVER_LAUNCHED, storedAudio, type Job, type JobAudio } from '../job.ts';
import { QuotaReached, type JobQuota } from '../job-quota.ts';
import { AlreadyExists, type JobStore } from '../aws/job-store.ts';
import type { ObjectStore, SignedUpload } from '../aws/object-store.ts';
import type { Workflow } from '../aws/workflow.ts';
import { checkAudio, tooManyBytes, type Checking } from './check-audio.ts';

/** How long an upload address is good for. */
export const UPLOAD_SECONDS = 900;
const DAY_MS = 24 * 3600 * 1000;
const IDEMPOTENCY_MS = DAY_MS;
/** Results are kept for a year, and table entries go some days late. */
const CONTENT_MS = 350 * DAY_MS;

/** Thrown for a request that a caller has to change; `reason` says which of the answers it gets. */
export class RequestRefused extends Error {
  readonly reason: 'too-large' | 'invalid' | 'not-available' | 'idempotency-mismatch';
  readonly path: string | undefined;

  constructor(reason: RequestRefused['reason'], message: string, path?: string) {
    super(message);
    this.name = 'RequestRefused';
    this.reason = reason;
    this.path = path;
  }
}

interface Dependencies extends Checking {
  jobs: JobStore;
  objects: ObjectStore;
  workflow: Workflow;
  audioBucket: string;
  stateMachineArn: string;
  instanceTypes: readonly string[];
  region: string;
  audioUrls: AudioUrls;
  now?: () => Date;
}

interface Asked {
  request: CreateJobRequest;
  owner: string;
  jobQuota: JobQuota;
  /** From the header Idempotency-Key, if there was one. */
  idempotencyKey?: string | undefined;
  /** What the audio and its options are: whoever sends the same has the same job. */
  content?: string | undefined;
}

export interface Created {
  job: Job;
  upload?: SignedUpload;
}

/**
 * Creates the job that is asked for, or finds the one that the same Idempotency-Key made before.
 * @throws RequestRefused, QuotaReached
 */
export async function createJob(asked: Asked, using: Dependencies): Promise<Created> {
  const now = using.now?.() ?? new Date();
  const stored = await newOrEarlier(asked, using, now);
  if (stored.status === 'awaiting_upload') {
    const upload = await signUpload(stored, asked.request, { objects: using.objects, now });
    return { job: stored, ...(upload && { upload }) };
  }
  // Also for a repeated request: if the first one died before this call, the repeat starts the job.
  if (stored.status === 'queued') await using.workflow.start(using.stateMachineArn, stored.jobId);
  return { job: stored };
}

/** What is in the way of a new job, but not of one that was created before. */
const FOR_NEW_JOBS = [AlreadyExists, RequestRefused, QuotaReached];

async function newOrEarlier(asked: Asked, using: Dependencies, now: Date): Promise<Job> {
  try {
    const job = await newJob(asked, using, now);
    await counted(asked.jobQuota, () => using.jobs.create(job, recordOf(job, asked, now)));
    return job;
  } catch (error) {
    if (!FOR_NEW_JOBS.some((kind) => error instanceof kind)) throw error;
    // A repeat finds its job also when a new one is refused by now: its deadline has passed, say.
    const earlier = await earlierJob(asked, using.jobs, now);
    if (!earlier) throw error;
    return earlier;
  }
}

/** What is not created does not count. @throws QuotaReached */
async function counted(quota: JobQuota, create: () => Promise<void>): Promise<void> {
  await quota.take();
  try {
    await create();
  } catch (error) {
    await quota.giveBack();
    throw error;
  }
}

async function newJob({ request, owner }: Asked, using: Dependencies, now: Date): Promise<Job> {
  refuseLimits(request, using, now);
  const jobId = newJobId();
  const at = now.toISOString();
  const { audio, uploadExpiresAt } = await audioOf(request, { owner, jobId, now }, using);
  return {
    jobId,
    owner,
    status: uploadExpiresAt === undefined ? 'queued' : 'awaiting_upload',
    ...NEVER_LAUNCHED,
    audio,
    model: request.model,
    language: request.language,
    words: request.words,
    channels: request.channels,
    formats: request.formats,
    webhook: request.webhook,
    metadata: request.metadata,
    deadlineAt: request.deadline,
    maxCostUsd: request.maxCostUsd,
    createdAt: at,
    updatedAt: at,
    uploadExpiresAt,
  };
}

/** Limits that no machine could keep are told now, not when the job fails of them. */
function refuseLimits(
  { deadline, maxCostUsd }: CreateJobRequest,
  { instanceTypes, region }: Dependencies,
  now: Date,
): void {
  if (deadline !== undefined && Date.parse(deadline) <= now.getTime()) {
    throw new RequestRefused('invalid', 'The deadline has passed.', 'deadline');
  }
  if (maxCostUsd === undefined) return;
  const least = leastCeilingUsd(instanceTypes, region);
  if (least === undefined) {
    const types = instanceTypes.join(', ');
    throw new RequestRefused(
      'not-available',
      `This deployment has no recorded price for ${types} in ${region}, so it cannot promise a ceiling.`,
      'maxCostUsd',
    );
  }
  if (maxCostUsd < least) {
    throw new RequestRefused(
      'invalid',
      `That pays for no instance: it has to be at least ${least}.`,
      'maxCostUsd',
    );
  }
}

async function audioOf(
  { audio }: CreateJobRequest,
  job: { owner: string; jobId: string; now: Date },
  using: Dependencies,
): Promise<{ audio: JobAudio; uploadExpiresAt?: string }> {
  if (audio.upload) {
    const { filename, bytes } = audio.upload;
    if (bytes > MAX_AUDIO_BYTES) throw new RequestRefused('too-large', tooManyBytes(bytes));
    const key = `uploads/${job.jobId}/${safeFileName(filename)}`;
    return {
      audio: { source: 'upload', bucket: using.audioBucket, key, filename, bytes },
      uploadExpiresAt: new Date(job.now.getTime() + UPLOAD_SECONDS * 1000).toISOString(),
    };
  }
  if (audio.s3) return { audio: await existingAudio(audio.s3, job.owner, using) };
  if (audio.url !== undefined) return { audio: foreignAudio(audio.url, using.audioUrls) };
  throw new TypeError('a request without audio has passed its schema');
}

/** What can be told without asking anybody; the instance resolves the name and looks again. */
function foreignAudio(url: string, urls: AudioUrls): JobAudio {
  try {
    const { pathname } = urls.check(url);
    return { source: 'url', url, filename: baseName(pathname) };
  } catch (error) {
    if (!(error instanceof AddressRefused)) throw error;
    throw new RequestRefused('invalid', error.message, 'audio.url');
  }
}

/** Checked now, before any machine is paid for. */
async function existingAudio(
  object: S3Object,
  owner: string,
  using: Dependencies,
): Promise<JobAudio> {
  const prefix = `in/${owner}/`;
  if (object.bucket !== using.audioBucket || !object.key.startsWith(prefix)) {
    throw new RequestRefused(
      'invalid',
      `The object must lie below s3://${using.audioBucket}/${prefix}.`,
      'audio.s3',
    );
  }
  const checked = await checkAudio(object, using);
  if (checked.problem) throw refusalOf(checked.problem);
  return { ...object, source: 's3', filename: baseName(object.key), ...checked.audio };
}

function refusalOf({ code, message }: JobError): RequestRefused {
  if (code === 'AudioTooLong') return new RequestRefused('too-large', message);
  const said: Partial<Record<JobErrorCode, string>> = {
    AudioMissing: 'There is no such object.',
    AudioEmpty: 'The object is empty.',
  };
  return new RequestRefused('invalid', said[code] ?? message, 'audio.s3');
}

function recordOf({ jobId }: Job, asked: Asked, now: Date) {
  const identity = identityOf(asked);
  if (!identity) return undefined;
  const { keptMs, ...named } = identity;
  return { ...named, jobId, expiresAt: new Date(now.getTime() + keptMs).toISOString() };
}

/** What makes two requests the same one; undefined if each is its own. */
function identityOf({ request, owner, idempotencyKey, content }: Asked) {
  if (content !== undefined) {
    const key = hash([owner, 'content', content]);
    return { key, bodyHash: key, keptMs: CONTENT_MS };
  }
  if (idempotencyKey === undefined) return undefined;
  const key = hash([owner, idempotencyKey]);
  return { key, bodyHash: hash(request), keptMs: IDEMPOTENCY_MS };
}

/** The job that an equal request has made, as long as that is remembered. */
async function earlierJob(asked: Asked, jobs: JobStore, now: Date): Promise<Job | undefined> {
  const identity = identityOf(asked);
  const record = identity && (await jobs.idempotency(identity.key));
  if (!record || Date.parse(record.expiresAt) <= now.getTime()) return undefined;
  if (record.bodyHash === identity.bodyHash) return jobs.job(record.jobId);
  throw new RequestRefused(
    'idempotency-mismatch',
    'This Idempotency-Key was used with another body in the last 24 hours. Use a new key for a new request.',
  );
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/**
 * For as long as the job waits for its object: a repeated request does not make it wait longer.
 * @returns undefined when that time is over
 */
async function signUpload(
  job: Job,
  { audio }: CreateJobRequest,
  { objects, now }: { objects: ObjectStore; now: Date },
): Promise<SignedUpload | undefined> {
  const leftMs = Date.parse(job.uploadExpiresAt ?? job.createdAt) - now.getTime();
  const seconds = Math.floor(leftMs / 1000);
  return seconds < 1
    ? undefined
    : objects.signedPut({ ...storedAudio(job), contentType: audio.upload?.contentType }, seconds);
}
