/** A transcript is there: it is published, and with it the job ends, unless analyses follow. */
import type { Job } from '../../job/job.ts';
import type { TransitionChange } from '../../aws/dynamodb/job-store.ts';
import { workEnds } from '../../aws/dynamodb/pool-work.ts';
import { logError, logWarning } from '../../base/log.ts';
import { speedSampleOf, TimesNotBelieved } from '../../costs/speed.ts';
import { knownAudioOf } from '../../job/result-fingerprint.ts';
import type { TaskResult } from '../../job/work-order.ts';
import { gpuFallback } from '../../machines/gpu-fallback.ts';
import { readTracks } from '../arrivals/read-tracks.ts';
import { logAttemptEnd } from './log-figures.ts';
import { countGpuFallback, outcomeOf, outputEvent, phaseEvents } from './outcome-events.ts';
import { reuseResult } from './reuse-result.ts';
import type { Settling } from './settle-ports.ts';
import { writeOutput, writtenDocuments } from './write-output.ts';

/** @throws StaleWrite */
export async function completeJob(job: Job, result: TaskResult, using: Settling): Promise<void> {
  const transcribed = knownAudioOf(job, result.audio);
  const tracks = await readTracks(job, result, using);
  const heard = { result, transcribed, ...(tracks && { tracks }) };
  if (job.analysis) await publish(job, heard, using);
  else await end(job, heard, using);
  if (gpuFallback({ ...job, result }) !== undefined) countGpuFallback(using);
  await recordSpeed({ ...job, result, endedAt: using.now.toISOString() }, using);
}

/** No machine, so no phases. The result cache keeps pointing to the first job. @throws StaleWrite */
export async function completeReused(
  job: Job & { reusedFrom: string },
  using: Settling,
): Promise<void> {
  const earlier = await reuseResult(job, job.reusedFrom, using);
  if (!earlier) await beginWithMachine(job, { what: 'earlier-result-gone' }, using);
  else if (job.analysis) await beginAnalysis(job, earlier, using);
  else await end(job, earlier, using);
}

/**
 * Speed sample for later quotes, once per job; errors are only logged. It ends with the transcript:
 * analyses have a rate of their own.
 */
export async function recordSpeed(job: Job, { speeds }: Pick<Settling, 'speeds'>): Promise<void> {
  const { jobId, model, owner, instance, transcribedAt, endedAt = '' } = job;
  try {
    const at = new Date(transcribedAt ?? endedAt);
    const sample = speedSampleOf(job, at);
    if (!sample || !instance) return;
    await speeds.record({ jobId, model }, { owner, type: instance.type, sample, at });
  } catch (error) {
    if (error instanceof TimesNotBelieved) logWarning(error.message, { jobId });
    else logError('nothing learned of the speed', error, { jobId });
  }
}

/** Result fields of the audio. */
type Heard = { result: TaskResult } & Pick<Job, 'tracks'> & Pick<TransitionChange, 'transcribed'>;

async function end(job: Job, heard: Heard, using: Settling): Promise<void> {
  const { jobs, now } = using;
  const at = now.toISOString();
  const { set, ...change } = await published(job, heard, using);
  await jobs.transition(
    job.jobId,
    { from: ['processing'], to: 'completed', attempt: job.attempt },
    {
      set: { ...set, endedAt: at },
      event: { what: 'completed', at, detail: outcomeOf(heard.result) },
      also: workEnds(job, at, jobs.table),
      ...change,
    },
  );
  if (job.reusedFrom === undefined) logAttemptEnd(job, undefined, now);
}

/** The machine keeps the job, and gets the token of AwaitAnalysis next. */
async function publish(job: Job, heard: Heard, using: Settling): Promise<void> {
  const at = using.now.toISOString();
  const { set, ...change } = await published(job, heard, using);
  await using.jobs.publish(job, {
    set: { ...set, transcribedAt: at },
    remove: ['taskToken', 'tokenAttempt'],
    event: { what: 'transcript-published', at, detail: outcomeOf(heard.result) },
    ...change,
  });
}

/** What is written wherever a transcript is published. */
async function published(
  job: Job,
  { result, tracks, transcribed }: Heard,
  using: Settling,
): Promise<Pick<TransitionChange, 'set' | 'moreEvents' | 'transcribed'>> {
  const at = using.now.toISOString();
  const output = await writeOutput(job, writtenDocuments(job), using);
  return {
    set: { result, tracks, output },
    moreEvents: [
      ...(output ? [{ what: outputEvent(output), at }] : []),
      ...(transcribed ? phaseEvents(result.phases) : []),
    ],
    ...(transcribed && { transcribed }),
  };
}

/** The transcript is copied, and a machine is needed for the analyses only. */
async function beginAnalysis(job: Job, earlier: Heard, using: Settling): Promise<void> {
  const { set } = await published(job, earlier, using);
  const transcribedAt = using.now.toISOString();
  const detail = outcomeOf(earlier.result);
  await beginWithMachine(
    job,
    { what: 'transcript-published', detail, set: { ...set, transcribedAt } },
    using,
  );
}

/**
 * The attempt without a machine is over. Without a set result the transcript to reuse has been deleted,
 * so the audio is transcribed.
 */
async function beginWithMachine(
  job: Job,
  { set, ...event }: TransitionChange['event'] & Pick<TransitionChange, 'set'>,
  { jobs, now }: Settling,
): Promise<void> {
  const at = now.toISOString();
  await jobs.transition(
    job.jobId,
    { from: ['processing'], to: 'launching', attempt: job.attempt },
    {
      set: { ...set, launchedAt: at },
      remove: set ? [] : ['reusedFrom'],
      event: { ...event, at, attempt: job.attempt },
      moreEvents: [{ what: 'launching', at: new Date(now.getTime() + 1).toISOString() }],
    },
  );
}
