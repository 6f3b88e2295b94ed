/**
 * Speed measured on finished jobs: a fixed part (launch until audio and model are ready, and the
 * ending), and a part per second of audio.
 */
import * as z from 'zod';
import type { Job } from '../job/job.ts';
import { clamped, type SpeedRange } from './speed-bounds.ts';

/** Shorter audio says nothing about speed: a window is 30 s, however little speech it has. */
export const LONG_SECONDS = 120;
/** Weight of the newest sample is at least 1/MEMORY: machines, images and models change. */
export const MEMORY = 20;
/** Difference of two synchronized clocks; EC2's and Lambda's differ by milliseconds. */
const CLOCKS_DIFFER_MS = 5000;

export const Seen = z.object({
  jobs: z.int().min(1),
  low: z.number().min(0),
  mean: z.number().min(0),
  high: z.number().min(0),
});
export type Seen = z.infer<typeof Seen>;

/** One model on one instance type. */
export const Speed = z.object({
  fixedSeconds: Seen,
  /** Absent until a job had two minutes of audio. */
  secondsPerAudioSecond: Seen.optional(),
});
export type Speed = z.infer<typeof Speed>;

export interface SpeedSample {
  fixedSeconds: number;
  secondsPerAudioSecond?: number;
}

/** Thrown when the times that a machine told cannot be true; nothing is learned from its job. */
export class TimesNotBelieved extends Error {
  constructor(what: string) {
    super(`a machine's times are not believed: ${what}`);
    this.name = 'TimesNotBelieved';
  }
}

/**
 * Sample from a finished job; undefined if it resumed an earlier attempt, fetched its audio from
 * elsewhere, or had a machine of a pool or of the endpoint, whose launch was for other jobs. All times lie
 * between launch and settling by our own clocks, so that a sample is never longer than the job really took.
 * @throws TimesNotBelieved
 */
export function speedSampleOf(job: Job, settledAt: Date): SpeedSample | undefined {
  const { instance, result, attempt, audio } = job;
  if (!result || attempt !== 1 || audio.source === 'url' || instance?.pool) return undefined;
  if (instance?.market === 'sagemaker') return undefined;
  // Their time is added to that of a plain job (hearing-time.ts), and must not be in it too.
  if (job.speakers !== undefined || job.review) return undefined;
  const launched = Date.parse(instance?.launchedAt ?? '');
  if (Number.isNaN(launched)) return undefined;
  const settled = settledAt.getTime();
  const { ready, done } = believedTimes(job, result.phases, { launched, settled });
  const around = Math.max(0, ready - launched) + Math.max(0, settled - done);
  const work = done - ready;
  const durationSeconds = heardSeconds(result.durationSeconds, audio);
  if (durationSeconds < LONG_SECONDS) return { fixedSeconds: (around + work) / 1000 };
  return { fixedSeconds: around / 1000, secondsPerAudioSecond: work / 1000 / durationSeconds };
}

type Phases = NonNullable<Job['result']>['phases'];

/** End of the preparation and of the work, in milliseconds. @throws TimesNotBelieved */
function believedTimes(
  { claimedAt }: Job,
  phases: Phases,
  ours: { launched: number; settled: number },
): { ready: number; done: number } {
  const [audio, model, done] = [phases.audioReady, phases.modelReady, phases.transcribed].map(
    (at) => Date.parse(at),
  ) as [number, number, number];
  const claimed = claimedAt === undefined ? ours.launched : Date.parse(claimedAt);
  const isWithin = (at: number, from: number) =>
    at >= from - CLOCKS_DIFFER_MS && at <= ours.settled + CLOCKS_DIFFER_MS;
  if (!isWithin(model, ours.launched) || !isWithin(done, ours.launched)) {
    throw new TimesNotBelieved('they are not between launch and settling');
  }
  if (!isWithin(audio, claimed)) {
    throw new TimesNotBelieved('the audio is not there between claim and settling');
  }
  const ready = Math.max(audio, model);
  if (done < ready) throw new TimesNotBelieved('the work ends before it begins');
  return { ready, done };
}

/** The file's own duration limits what a machine says. */
function heardSeconds(told: number, audio: { durationSeconds?: number | undefined }): number {
  return Math.min(told, audio.durationSeconds ?? Infinity);
}

/** The sample within what is possible. */
export function boundedSample(sample: SpeedSample, bounds: SpeedRange): SpeedSample {
  const { fixedSeconds, secondsPerAudioSecond: rate } = sample;
  return {
    fixedSeconds: clamped(fixedSeconds, bounds.fixedSeconds),
    ...(rate !== undefined && {
      secondsPerAudioSecond: clamped(rate, bounds.secondsPerAudioSecond),
    }),
  };
}

export function withSample(known: Speed | undefined, lesson: SpeedSample): Speed {
  const rate = lesson.secondsPerAudioSecond;
  const before = known?.secondsPerAudioSecond;
  const secondsPerAudioSecond = rate === undefined ? before : seen(before, rate);
  return {
    fixedSeconds: seen(known?.fixedSeconds, lesson.fixedSeconds),
    ...(secondsPerAudioSecond && { secondsPerAudioSecond }),
  };
}

/** Running mean with extremes that decay towards it, so that old outliers are forgotten. */
export function seen(before: Seen | undefined, value: number): Seen {
  if (!before) return { jobs: 1, low: value, mean: value, high: value };
  const jobs = before.jobs + 1;
  const weight = Math.max(1 / jobs, 1 / MEMORY);
  const towards = (from: number, to: number) => from + (to - from) / MEMORY;
  return {
    jobs,
    low: Math.min(value, towards(before.low, before.mean)),
    mean: before.mean + (value - before.mean) * weight,
    high: Math.max(value, towards(before.high, before.mean)),
  };
}
