/**
 * Figures of a job, which Settle logs when the job or an attempt has ended; route-figures.ts counts them.
 * The dashboard, the console of `npm run cloud` and the metrics of a server use these names. Figures
 * name no owner, file or text.
 */
import type { Job, JobInstance } from '../job/job.ts';
import type { JobErrorCode } from '../base/job-errors.ts';
import type { JobStatus } from '../job/job-status.ts';
import type { RouteName } from '../job/route-name.ts';
import { gpuFallback } from '../machines/gpu-fallback.ts';
import { costReceipt } from './cost-receipt.ts';

/** Each is by route. Seconds and US dollars are of jobs that have ended. */
export const FIGURES = {
  queued: 'Jobs that wait for a machine.',
  oldestQueuedSeconds: 'Seconds since the oldest of them was created.',
  running: 'Jobs whose machine is launched, or works.',
  completed: 'Jobs with a transcript.',
  failed: 'Jobs that failed.',
  cancelled: 'Jobs that their owner cancelled.',
  audioSeconds: 'Duration of the audio.',
  realTimeFactor: 'Seconds of transcribing per second of audio.',
  usd: 'Cost of the machines, requests and storage.',
  usdPerAudioHour: 'The same per hour of audio.',
  attempts: 'Attempts, each on a machine of its own or on a place of a pool.',
  interruptions: 'Machines that were lost, of whatever cause.',
  fellOver: 'Jobs that a pool did not take, and that went to spot.',
  gpuFallback: 'Jobs on the CPU of a machine that has a GPU.',
  reused: 'Jobs with the transcript of an earlier job of the same audio.',
} as const;
export type FigureName = keyof typeof FIGURES;

/** Phases of the last attempt, and the whole job. Model and audio are fetched at the same time. */
export const PHASES = {
  queued: 'From the creation until the machine is launched, or a pool takes the job.',
  boot: 'Until the machine asks for its work.',
  model: 'Until the model is loaded.',
  audio: 'Until the audio is there.',
  work: 'Transcribing.',
  analysis: 'From the published transcript until the end, of a job with analyses.',
  total: 'From the creation until the end.',
} as const;
export type PhaseName = keyof typeof PHASES;
type Seconds = Partial<Record<PhaseName, number>>;

/** `message` of the log lines. */
export const JOB_ENDED = 'job ended';
export const ATTEMPT_ENDED = 'attempt ended';
export const JOBS_OPEN = 'jobs open';

type Machine = Partial<Pick<JobInstance, 'type' | 'market'>>;

type Flag = 0 | 1;

export interface JobFigures extends Machine {
  jobId: string;
  route: RouteName;
  status: JobStatus;
  /** Absent for a completed job. */
  code?: JobErrorCode;
  model: string;
  audioSeconds?: number;
  /** Absent for a job that resumed the work of a lost machine: its last one did a part of it. */
  realTimeFactor?: number;
  seconds: Seconds;
  /** As far as it is known when the job ends: its machine runs for some seconds more. */
  usd: number;
  usdPerAudioHour?: number;
  attempts: number;
  interruptions: number;
  /** 1 if so, else 0: a query sums them. */
  fellOver: Flag;
  gpuFallback: Flag;
  reused: Flag;
}

export interface AttemptFigures extends Machine {
  jobId: string;
  attempt: number;
  route: RouteName;
  /** Absent if the attempt completed the job. */
  code?: JobErrorCode;
  fellOver: Flag;
  seconds: Pick<Seconds, 'boot' | 'total'>;
}

/** Figures of a job that has ended. */
export function jobFigures(job: Job, now: Date): JobFigures {
  const { jobId, route, status, error, model, attempt, earlierInstances } = job;
  const audioSeconds = durationOf(job);
  const seconds = secondsOf(job);
  const usd = costReceipt(job, now)?.totalUsd ?? 0;
  return {
    ...{ jobId, route, status, model },
    ...(error && { code: error.code }),
    ...machineOf(job),
    ...perAudio({ audioSeconds, usd, work: attempt > 1 ? undefined : seconds.work }),
    ...{ seconds, usd },
    attempts: attempt,
    interruptions: earlierInstances.length,
    fellOver: flag(job.fellOver === true),
    gpuFallback: flag(gpuFallback(job) !== undefined),
    reused: flag(job.reusedFrom !== undefined),
  };
}

/** Figures of the job's current attempt, which ends now. */
export function attemptFigures(
  job: Job,
  code: JobErrorCode | undefined,
  now: Date,
): AttemptFigures {
  const { jobId, attempt, route, launchedAt, instance, claimedAt } = job;
  return {
    ...{ jobId, attempt, route },
    ...(code !== undefined && { code }),
    ...machineOf(job),
    fellOver: flag(job.fellOver === true),
    seconds: between({
      boot: [beginOf(instance), claimedAt],
      total: [launchedAt, now.toISOString()],
    }),
  };
}

function flag(is: boolean): Flag {
  return is ? 1 : 0;
}

function machineOf({ instance }: Job): Machine {
  return instance ? { type: instance.type, market: instance.market } : {};
}

function durationOf({ audio, result }: Job): number | undefined {
  return result?.durationSeconds ?? (audio.source === 'url' ? undefined : audio.durationSeconds);
}

function perAudio(job: {
  audioSeconds: number | undefined;
  usd: number;
  work: number | undefined;
}): Pick<JobFigures, 'audioSeconds' | 'realTimeFactor' | 'usdPerAudioHour'> {
  const { audioSeconds, usd, work } = job;
  if (audioSeconds === undefined) return {};
  if (audioSeconds === 0) return { audioSeconds };
  return {
    audioSeconds,
    ...(work !== undefined && { realTimeFactor: rounded(work / audioSeconds, 1e4) }),
    usdPerAudioHour: rounded((usd * 3600) / audioSeconds, 1e8),
  };
}

function secondsOf(job: Job): Seconds {
  const { createdAt, claimedAt, endedAt, instance, reusedFrom, result, transcribedAt } = job;
  const began = beginOf(instance);
  // A reused result has the phases of another job's machine.
  const phases = reusedFrom === undefined ? result?.phases : undefined;
  const booted = latest(phases?.booted, instance?.takenAt);
  return between({
    queued: [createdAt, began],
    boot: [began, phases?.claimed ?? claimedAt],
    model: [booted, phases?.modelReady],
    audio: [phases?.claimed, phases?.audioReady],
    work: [latest(phases?.modelReady, phases?.audioReady), phases?.transcribed],
    analysis: [transcribedAt, endedAt],
    total: [createdAt, endedAt],
  });
}

/** When the job had a machine: its own was launched, or one of a pool took it. */
function beginOf(instance: JobInstance | undefined): string | undefined {
  return instance?.pool === undefined ? instance?.launchedAt : instance.takenAt;
}

function latest(...moments: (string | undefined)[]): string | undefined {
  return moments.reduce((one, other) => {
    if (one === undefined || other === undefined) return one ?? other;
    return Date.parse(one) < Date.parse(other) ? other : one;
  });
}

type Between = Readonly<Partial<Record<PhaseName, [string | undefined, string | undefined]>>>;

function between(phases: Between): Seconds {
  return Object.fromEntries(
    Object.entries(phases).flatMap(([name, [from, to]]) =>
      from === undefined || to === undefined ? [] : [[name, secondsBetween(from, to)]],
    ),
  );
}

/** Two machines' clocks may differ: less than nothing counts as 0. */
export function secondsBetween(from: string, to: string): number {
  return rounded(Math.max(0, Date.parse(to) - Date.parse(from)) / 1000, 1e3);
}

export function rounded(value: number, digits: number): number {
  return Math.round(value * digits) / digits;
}
