/**
 * Speed estimates from finished jobs: a fixed part (launch until audio and model are ready, and the
 * ending), and a part per second of audio.
 */
import * as z from 'zod';
import type { Job } from '../job/job.ts';

/** Shorter audio says nothing about speed: a window is 30 s, however little speech it has. */
export const LONG_SECONDS = 120;
/** Weight of the newest sample is at least 1/MEMORY: machines, images and models change. */
const MEMORY = 20;

const Seen = z.object({
  jobs: z.int().min(1),
  low: z.number(),
  mean: z.number(),
  high: z.number(),
});
type Seen = z.infer<typeof Seen>;

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

/**
 * Sample from a finished job; undefined if it resumed an earlier attempt or fetched its audio from
 * elsewhere.
 */
export function speedSampleOf(job: Job, settledAt: Date): SpeedSample | undefined {
  const { instance, result, attempt, audio } = job;
  if (!result || attempt !== 1 || audio.source === 'url') return undefined;
  const { audioReady, modelReady, transcribed } = result.phases;
  const launched = Date.parse(instance?.launchedAt ?? '');
  if (Number.isNaN(launched)) return undefined;
  const [ready, done] = [Math.max(ms(audioReady), ms(modelReady)), ms(transcribed)];
  // Compares clocks of two machines.
  const around = Math.max(0, ready - launched) + Math.max(0, settledAt.getTime() - done);
  const work = Math.max(0, done - ready);
  const { durationSeconds } = result;
  if (durationSeconds < LONG_SECONDS) return { fixedSeconds: (around + work) / 1000 };
  return { fixedSeconds: around / 1000, secondsPerAudioSecond: work / 1000 / durationSeconds };
}

function ms(at: string): number {
  return Date.parse(at);
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
function seen(before: Seen | undefined, value: number): Seen {
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
