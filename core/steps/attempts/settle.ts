/** Ends an attempt: concludes the job, once, or begins its next attempt. */
import * as z from 'zod';
import type { JobError } from '../../base/job-errors.ts';
import type { Job, JobOutput } from '../../job/job.ts';
import { isFinal, isSameAttempt, statusesBefore } from '../../job/job-status.ts';
import { gpuFallback } from '../../machines/gpu-fallback.ts';
import { afterLoss, toTerminate } from '../../machines/job-machines.ts';
import type { EndpointStore } from '../../aws/dynamodb/endpoint-store.ts';
import { StaleWrite, type JobStore, type TransitionChange } from '../../aws/dynamodb/job-store.ts';
import type { PoolMachines } from '../../aws/dynamodb/pool-machines.ts';
import { workEnds } from '../../aws/dynamodb/pool-work.ts';
import type { SpeedRecorder } from '../../aws/dynamodb/speed-recorder.ts';
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import type { ObjectWriter } from '../../aws/s3/object-writer.ts';
import { knownAudioOf } from '../../job/result-fingerprint.ts';
import { hasSubscribers } from '../../webhooks/delivery.ts';
import { logError, logWarning } from '../../base/log.ts';
import { writeCounts } from '../../base/metrics.ts';
import { afterFailure, launchesAgain } from '../../job/next-attempt.ts';
import { speedSampleOf, TimesNotBelieved } from '../../costs/speed.ts';
import { eventsOf } from '../../job/job-event.ts';
import { Caught, classifyFailure, type AttemptLimit } from '../../job/classify-failure.ts';
import { TaskResult, type InstancePhases } from '../../job/work-order.ts';
import type { TimelineEvent } from '../../job/timeline.ts';
import { logAttemptEnd, logJobEnd } from './log-figures.ts';
import { divideIfGone } from '../upkeep/machine-shares.ts';
import { publishTranscript } from './publish-transcript.ts';
import { readTracks } from '../arrivals/read-tracks.ts';
import { reuseResult } from './reuse-result.ts';
import { writeOutput } from './write-output.ts';

/**
 * State input: a result, or what a Catch wrote. The result comes from a machine whose image may be
 * older than this code; it is validated later, so that a mismatch fails the job like any error.
 */
export const SettleInput = z.object({
  jobId: z.string(),
  /** From the second attempt on; a state that sets it before would be one more transition. */
  attempt: z.int().min(1).optional(),
  /** Output of Launch; no attempt if it failed. */
  launched: z.object({
    answer: z.object({ attempt: z.int().optional(), timeoutSeconds: z.number().optional() }),
  }),
  result: z.unknown().optional(),
  error: Caught.optional(),
});
export type SettleInput = z.infer<typeof SettleInput>;

/**
 * Output for the state machine: status `launching` begins the next attempt, `queued` launches in the
 * same one again. `instanceId` is to be terminated; empty if none was launched.
 */
export interface Settled {
  status: string;
  attempt: number;
  code: string;
  message: string;
  instanceId: string;
  notify: boolean;
  /** The job is over and a chunk of a session. */
  combine: boolean;
}

/** Not retried: another machine with the same image would send the same. */
const MISFIT = {
  Error: 'Misconfigured',
  Cause:
    'The instance sent a result that this deployment does not understand; an operator has to build the machine image again.',
};

interface SettleContext {
  jobs: JobStore;
  speeds: Pick<SpeedRecorder, 'record'>;
  objects: ObjectReader;
  writer: ObjectWriter;
  resultsBucket: string;
  stage: string;
  timeoutSeconds: number;
  maxAttempts: number;
}

interface SettlePorts extends SettleContext {
  machines: Pick<PoolMachines, 'find' | 'works' | 'keepShare'>;
  endpoints: Pick<EndpointStore, 'ofOwner'>;
  now?: () => Date;
}

/**
 * Writes `completed` or `failed`, or moves the job into its next attempt. Idempotent: a job that
 * has ended (cancelled, or settled by an earlier try of this step) or moved on is left unchanged.
 */
export async function settle(input: SettleInput, using: SettlePorts): Promise<Settled> {
  const { now: clock = () => new Date(), endpoints, machines, ...limits } = using;
  const job = await limits.jobs.job(input.jobId);
  if (!job) throw new TypeError(`there is no job ${input.jobId} to settle`);
  const attempt = input.launched.answer.attempt ?? input.attempt ?? 1;
  const isSettled = isFinal(job.status) || !isSameAttempt(attempt, job.attempt);
  const now = clock();
  if (isSettled) return repeated(job, attempt, { ...using, now });
  try {
    await write(job, input, { ...limits, now });
  } catch (error) {
    // Cancelled at the same time: the stored job decides.
    if (!(error instanceof StaleWrite)) throw error;
  }
  const after = (await limits.jobs.job(input.jobId)) ?? job;
  await shareOfLost(after, attempt, machines);
  logJobEnd(after, now);
  return settled(after, attempt, endpoints);
}

/**
 * A pool's machine that is gone has divided its seconds already: perhaps between the read and the write
 * of this step, which then wrote the machine without the share.
 */
async function shareOfLost(
  { earlierInstances }: Job,
  attempt: number,
  machines: SettlePorts['machines'],
): Promise<void> {
  const lost = earlierInstances.find((one) => one.attempt === attempt);
  if (lost?.pool === undefined || lost.shareSeconds !== undefined) return;
  await divideIfGone(lost.id, { machines });
}

/** An earlier try of this step wrote the end, and may have stopped before the log and the speed. */
async function repeated(
  job: Job,
  attempt: number,
  using: Pick<SettlePorts, 'endpoints' | 'speeds' | 'machines'> & { now: Date },
): Promise<Settled> {
  await shareOfLost(job, attempt, using.machines);
  logJobEnd(job, using.now);
  if (job.status === 'completed') await recordSpeed(job, using);
  return settled(job, attempt, using.endpoints);
}

interface WithClock extends Pick<SettleContext, 'jobs' | 'speeds'> {
  now: Date;
}

async function write(
  job: Job,
  input: SettleInput,
  using: SettleContext & WithClock,
): Promise<void> {
  if (job.reusedFrom !== undefined && !input.error) return writeReused(job, job.reusedFrom, using);
  const result = TaskResult.safeParse(input.result);
  // Published first: a reader that sees `completed` must find the transcript.
  const isDone = result.success && !input.error && (await publishTranscript(job, using));
  if (isDone) return complete(job, result.data, using);
  const error = classifyFailure(job, input.error ?? MISFIT, limitOf(input, using));
  if (launchesAgain(job, error, using.now)) return;
  // A job in `queued` has begun nothing that a next attempt could replace.
  const after = afterFailure(error, job.status === 'queued' ? 0 : using.maxAttempts);
  if (after.goesOn) await beginNextAttempt(job, error, using);
  else await fail(job, after.error, using);
  if (job.status !== 'queued') logAttemptEnd(job, error.code, using.now);
  if (error.code === 'GpuUnavailable') countGpuFallback(using);
}

/** Only fallbacks are counted, so a stage without any pays for no metric. */
function countGpuFallback({ stage, now }: SettleContext & WithClock): void {
  writeCounts(stage, { GpuFallbacks: 1 }, now);
}

/** No machine, so no phases. The result cache keeps pointing to the first job. */
async function writeReused(
  job: Job,
  earlierJobId: string,
  using: SettleContext & WithClock,
): Promise<void> {
  const earlier = await reuseResult(job, earlierJobId, using);
  if (earlier) await end(job, earlier, using);
  else await beginWithMachine(job, using);
}

async function complete(
  job: Job,
  result: TaskResult,
  using: SettleContext & WithClock,
): Promise<void> {
  const transcribed = knownAudioOf(job, result.audio);
  const tracks = await readTracks(job, result, using);
  await end(job, { result, transcribed, ...(tracks && { tracks }) }, using);
  logAttemptEnd(job, undefined, using.now);
  if (gpuFallback({ ...job, result }) !== undefined) countGpuFallback(using);
  await recordSpeed({ ...job, result, endedAt: using.now.toISOString() }, using);
}

/** Speed sample for later quotes, once per job; errors are only logged. */
async function recordSpeed(job: Job, { speeds }: Pick<SettleContext, 'speeds'>): Promise<void> {
  const { jobId, model, owner, instance, endedAt = '' } = job;
  try {
    const at = new Date(endedAt);
    const sample = speedSampleOf(job, at);
    if (!sample || !instance) return;
    await speeds.record({ jobId, model }, { owner, type: instance.type, sample, at });
  } catch (error) {
    if (error instanceof TimesNotBelieved) logWarning(error.message, { jobId });
    else logError('nothing learned of the speed', error, { jobId });
  }
}

/** Result fields of the audio. */
type Heard = { result: TaskResult } & Pick<Job, 'tracks'>;

async function end(
  job: Job,
  { result, tracks, ...also }: Heard & Pick<TransitionChange, 'transcribed'>,
  using: SettleContext & WithClock,
): Promise<void> {
  const { jobs, now } = using;
  const at = now.toISOString();
  const output = await writeOutput(job, using);
  await jobs.transition(
    job.jobId,
    { from: ['processing'], to: 'completed', attempt: job.attempt },
    {
      set: { result, tracks, output, endedAt: at },
      event: { what: 'completed', at, detail: outcomeOf(result) },
      also: workEnds(job, at, jobs.table),
      moreEvents: [
        ...(output ? [{ what: outputEvent(output), at } as const] : []),
        ...(also.transcribed ? phaseEvents(result.phases) : []),
      ],
      ...also,
    },
  );
}

function outputEvent({ written = false }: JobOutput): TimelineEvent['what'] {
  return written ? 'output-written' : 'output-failed';
}

/** Summary for the timeline. */
function outcomeOf({ segments, truncated, flags = [] }: TaskResult): TimelineEvent['detail'] {
  return {
    segments,
    ...(truncated && { truncated }),
    ...(flags.length > 0 && { flags: flags.join(', ') }),
  };
}

function limitOf(input: SettleInput, using: SettleContext & WithClock): AttemptLimit {
  const timeoutSeconds = input.launched.answer.timeoutSeconds ?? using.timeoutSeconds;
  return {
    now: using.now,
    timeoutSeconds,
    isCostLimit: timeoutSeconds < using.timeoutSeconds,
    isLaunchFailure: input.launched.answer.attempt === undefined,
  };
}

/** Terminate ends the old instance after this; its late results and claims belong to an ended attempt. */
async function beginNextAttempt(
  job: Job,
  error: JobError,
  { jobs, now }: WithClock,
): Promise<void> {
  const at = now.toISOString();
  const begins = new Date(now.getTime() + 1).toISOString(); // after the event it follows
  await jobs.transition(
    job.jobId,
    { from: ['launching', 'processing'], to: 'launching', attempt: job.attempt },
    {
      set: { launchedAt: at, ...afterLoss(job, at) },
      remove: ['instance', 'offerId', 'taskToken', 'tokenAttempt', 'claimedBy', 'claimedAt'],
      event: { what: 'attempt-failed', at, attempt: job.attempt, detail: detailOf(error) },
      moreEvents: [{ what: 'launching', at: begins }],
      also: workEnds(job, at, jobs.table),
    },
  );
}

/** With the reason where the code says too little: what kept the engine from the GPU. */
function detailOf({ code, message }: JobError): TimelineEvent['detail'] {
  return code === 'GpuUnavailable' ? { code, because: message } : { code };
}

/** The transcript to reuse has been deleted, so the audio is transcribed. */
async function beginWithMachine(job: Job, { jobs, now }: WithClock): Promise<void> {
  const at = now.toISOString();
  await jobs.transition(
    job.jobId,
    { from: ['processing'], to: 'launching', attempt: job.attempt },
    {
      set: { launchedAt: at },
      remove: ['reusedFrom'],
      event: { what: 'earlier-result-gone', at, attempt: job.attempt },
      moreEvents: [{ what: 'launching', at: new Date(now.getTime() + 1).toISOString() }],
    },
  );
}

async function fail(job: Job, error: JobError, { jobs, now }: WithClock): Promise<void> {
  const at = now.toISOString();
  await jobs.transition(
    job.jobId,
    { from: statusesBefore('failed'), to: 'failed', attempt: job.attempt },
    {
      set: { error, endedAt: at },
      event: { what: 'failed', at, detail: { code: error.code } },
      also: workEnds(job, at, jobs.table),
    },
  );
}

const PHASE_EVENTS = {
  booted: 'booted',
  modelReady: 'model-ready',
  audioReady: 'audio-ready',
  firstSegment: 'first-segment',
  transcribed: 'transcribed',
  written: 'written',
} as const satisfies Partial<Record<keyof InstancePhases, TimelineEvent['what']>>;

function phaseEvents(phases: InstancePhases) {
  const names = Object.keys(PHASE_EVENTS) as (keyof typeof PHASE_EVENTS)[];
  return names.flatMap((name) => {
    const at = phases[name];
    return at === null ? [] : [{ what: PHASE_EVENTS[name], at }];
  });
}

async function settled(
  job: Job,
  attempt: number,
  endpoints: SettlePorts['endpoints'],
): Promise<Settled> {
  return {
    status: job.status,
    attempt: Math.max(1, job.attempt),
    code: job.error?.code ?? (job.status === 'cancelled' ? 'Cancelled' : ''),
    message: job.error?.message ?? '',
    instanceId: endingWith(job, attempt),
    notify:
      isFinal(job.status) &&
      hasSubscribers(job, eventsOf(job.status), await endpoints.ofOwner(job.owner)),
    combine: isFinal(job.status) && job.session !== undefined,
  };
}

/** A late repetition does not end the machine of a later attempt. */
function endingWith({ instance, ...job }: Job, attempt: number): string {
  const isCurrent = isSameAttempt(attempt, job.attempt);
  return toTerminate({ ...job, ...(isCurrent && { instance }) }) ?? '';
}
