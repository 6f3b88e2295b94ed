/** Creates a job from a file dropped on S3; options come from the object's metadata. */
import { baseName } from '../../audio/audio.ts';
import {
  readDropOptions,
  whyIgnored,
  type DropOptions,
  type Limit,
} from '../../job/drop-options.ts';
import { jobError, type JobError, type JobErrorCode } from '../../base/job-errors.ts';
import { dropJobId } from '../../base/job-id.ts';
import { DEFAULT_CHANNELS, DEFAULT_LANGUAGE } from '../../job/job-request.ts';
import { conflictOf } from '../../job/conflicting-options.ts';
import { heardOptions, redactionOf } from '../../job/heard-options.ts';
import { defaultModel } from '../../transcript/model-name.ts';
import { NEVER_LAUNCHED, type Job } from '../../job/job.ts';
import { DEFAULT_ROUTE } from '../../job/route-name.ts';
import type { JobQuotas, Place } from '../../aws/dynamodb/job-quotas.ts';
import { AlreadyExists, type JobStore, type NewEvent } from '../../aws/dynamodb/job-store.ts';
import { OverBudget } from '../../budgets/over-budget.ts';
import { QuotaReached } from '../../access/job-quota.ts';
import { whyNotDeclared } from '../../job/output-location.ts';
import { TRANSCRIPT_FORMATS } from '../../transcript/transcript.ts';
import type { Workflow } from '../../aws/workflow.ts';
import { reserving, type Paying } from './reserve-money.ts';
import { checkAudio, type AudioCheck } from './check-audio.ts';
import { earlierJob, type Remembering } from './earlier-job.ts';

export interface DroppedObject {
  bucket: string;
  key: string;
  /** The object's version id, or the event's sequencer for an unversioned bucket. */
  version: string;
  versionId?: string | undefined;
}

interface AudioDroppedPorts extends Remembering, Pick<Paying, 'money'> {
  jobs: JobStore;
  quotas: Pick<JobQuotas, 'reserve' | 'keep'>;
  jobsPerDay: number;
  workflow: Workflow;
  stateMachineArn: string;
  owner: string;
  outputBuckets: readonly string[];
  models: readonly string[];
  /** Those that the deployment declares for analyses, the default first. */
  analysisModels: readonly string[];
}

/**
 * Creates and starts the job of a dropped object, once per object version however often S3 sends
 * the event. An object that cannot be audio fails its job without a machine.
 */
export async function audioDropped(
  dropped: DroppedObject,
  using: AudioDroppedPorts,
): Promise<void> {
  const earlier = await using.jobs.job(dropJobId(dropped));
  if (earlier) await using.quotas.keep(earlier, dayOfJob(earlier));
  else if (!(await create(dropped, using))) return;
  await using.workflow.start(using.stateMachineArn, dropJobId(dropped));
}

/** @returns false if there is no such job any more: this is a duplicate event */
async function create(dropped: DroppedObject, using: AudioDroppedPorts): Promise<boolean> {
  const checked = await checkAudio(dropped, using);
  const { job: asked, ignored } = await newJob(dropped, checked, using);
  const events = ignored.map((option) => ({
    what: 'option-ignored' as const,
    detail: { option, reason: whyIgnored(option, checked.head?.metadata ?? {}) },
  }));
  const store = (job: Job) => storeCounted(job, events, using);
  try {
    await paid(asked, store, using);
    return true;
  } catch (error) {
    if (!(error instanceof AlreadyExists)) throw error;
    return (await using.jobs.job(asked.jobId)) !== undefined;
  }
}

/** Reserves what the job may cost; without the money it is stored as failed. @throws AlreadyExists */
async function paid(
  job: Job,
  store: (job: Job) => Promise<void>,
  using: AudioDroppedPorts,
): Promise<void> {
  if (job.error) return store(job);
  try {
    await reserving({ job }, store, { ...using, now: new Date(job.createdAt) });
  } catch (error) {
    if (!(error instanceof OverBudget)) throw error;
    const message = `${error.message} Nothing was transcribed. Drop the file again when there is more.`;
    await store(failed(job, jobError('BudgetExceeded', 0, message)));
  }
}

/** @throws AlreadyExists */
async function storeCounted(
  asked: Job,
  ignored: readonly NewEvent[],
  using: AudioDroppedPorts,
): Promise<void> {
  const { job, place } = await counted(asked, using);
  const { error: failure } = job;
  const end = failure && ({ what: 'failed', detail: { code: failure.code } } as const);
  try {
    await using.jobs.create(job, undefined, [...ignored, ...(end ? [end] : [])]);
    await place?.keep();
  } catch (error) {
    // Any other error may have come after the write: the repeated event finds the job, or the place.
    if (!(error instanceof AlreadyExists)) throw error;
    const isThere = (await using.jobs.job(job.jobId)) !== undefined;
    // The place of a concurrent event is the job's.
    await (isThere && place?.isRepeated ? place.keep() : place?.giveBack());
    throw error;
  }
}

function dayOfJob({ notBefore, createdAt }: Job): Date {
  return new Date(notBefore ?? createdAt);
}

/** Reserves quota: a dropped file cannot be refused, so its job waits for a day with quota left. */
async function counted(
  job: Job,
  { quotas, jobsPerDay }: AudioDroppedPorts,
): Promise<{ job: Job; place?: Place }> {
  if (job.error) return { job };
  try {
    const place = await quotas.reserve(job.owner, jobsPerDay, job.jobId);
    const { notBefore } = place;
    return { job: notBefore === undefined ? job : waiting(job, notBefore, jobsPerDay), place };
  } catch (error) {
    if (!(error instanceof QuotaReached)) throw error;
    const message = `${error.message} Those of the next days are taken as well, so nothing was transcribed. Drop the file again later.`;
    return { job: failed(job, jobError('QuotaReached', 0, message)) };
  }
}

function waiting(job: Job, notBefore: string, jobsPerDay: number): Job {
  const message = `There may be ${jobsPerDay} jobs a day, and this file was one too many. It is transcribed when its day begins.`;
  const since = job.createdAt;
  const queuedBecause = {
    code: 'QuotaReached',
    message,
    since,
    retryAt: notBefore,
    tries: 0,
  } as const;
  return { ...job, notBefore, queuedBecause };
}

function failed(job: Job, error: JobError): Job {
  return { ...job, status: 'failed', error, endedAt: job.createdAt };
}

/** An unreadable limit fails the job before anything is paid for. */
const UNKEPT = {
  deadline: 'DeadlineExceeded',
  'max-cost-usd': 'MaxCostExceeded',
  redact: 'OptionInvalid',
  retention: 'OptionInvalid',
} as const satisfies Record<Limit, JobErrorCode>;

function unkept(limit: Limit): JobError {
  const message = `The option spotscribe-${limit} of the dropped file cannot be read, so it cannot be kept; nothing was transcribed. Drop the file again with a right one.`;
  return jobError(UNKEPT[limit], 0, message);
}

/** What is asked of a language model; not if there is none, or if there is no original for it. */
function analysisOf(
  { analysis: presets, redact }: DropOptions['options'],
  { analysisModels: [model] }: AudioDroppedPorts,
): { analysis: Job['analysis']; isAnalysable: boolean } {
  const analysis = presets?.map((preset) => ({ preset, model }));
  const isAnalysable =
    analysis === undefined || (model !== undefined && !conflictOf({ redact, analysis }));
  return { analysis: isAnalysable ? analysis : undefined, isAnalysable };
}

async function newJob(
  dropped: DroppedObject,
  checked: AudioCheck,
  using: AudioDroppedPorts,
): Promise<{ job: Job; ignored: string[] }> {
  const at = new Date().toISOString();
  const { head } = checked;
  const { options, ignored, unreadable } = readDropOptions(head?.metadata ?? {});
  const error = checked.problem ?? (unreadable && unkept(unreadable));
  const output = options.output && !whyNotDeclared(options.output, using.outputBuckets);
  const { model = defaultModel(using.models) } = options;
  const isDeclared = using.models.includes(model);
  const { analysis, isAnalysable } = analysisOf(options, using);
  const url = options['webhook-url'];
  const job: Job = {
    jobId: dropJobId(dropped),
    owner: using.owner,
    status: 'queued',
    ...NEVER_LAUNCHED,
    route: DEFAULT_ROUTE,
    requestedRoute: 'auto',
    audio: {
      source: 'drop',
      bucket: dropped.bucket,
      key: dropped.key,
      versionId: dropped.versionId,
      filename: baseName(dropped.key),
      ...(checked.problem ? { bytes: head?.bytes ?? 0 } : checked.audio),
    },
    model: isDeclared ? model : defaultModel(using.models),
    language: options.language ?? DEFAULT_LANGUAGE,
    words: options.words ?? false,
    channels: options.channels ?? DEFAULT_CHANNELS,
    track: options.track,
    ...heardOptions(options),
    ...redactionOf(options),
    retention: options.retention,
    analysis,
    formats: options.formats ?? [...TRANSCRIPT_FORMATS],
    output: output ? options.output : undefined,
    force: options.force,
    webhook: url === undefined ? undefined : { url, events: options['webhook-events'] },
    metadata: options.metadata ?? {},
    deadlineAt: options.deadline,
    maxCostUsd: options['max-cost-usd'],
    createdAt: at,
    updatedAt: at,
  };
  const undeclared = [
    ...(output === false ? ['output'] : []),
    ...(isDeclared ? [] : ['model']),
    ...(isAnalysable ? [] : ['analysis']),
  ];
  return {
    job: error ? failed(job, error) : { ...job, reusedFrom: await earlierJob(job, using) },
    ignored: [...ignored, ...undeclared],
  };
}
