/**
 * How long jobs take, learned from those that have finished: a part for every job (from the launch until
 * audio and model are ready, and the ending), and a part for each second of audio.
 */
import * as z from 'zod';
import type { Job } from '../job/job.ts';

/** Audio shorter than this tells nothing of the speed: a window is 30 s, however little speech is in it. */
export const LONG_SECONDS = 120;
/** A newer job counts for at least one in so many: machines, images and models change. */
const MEMORY = 20;

const Seen = z.object({
  jobs: z.int().min(1),
  low: z.number(),
  mean: z.number(),
  high: z.number(),
});
type Seen = z.infer<typeof Seen>;

/** Of one model on one instance type. */
export const Speed = z.object({
  fixedSeconds: Seen,
  /** Only once there was a job of two minutes of audio. */
  secondsPerAudioSecond: Seen.optional(),
});
export type Speed = z.infer<typeof Speed>;

export interface SpeedSample {
  fixedSeconds: number;
  secondsPerAudioSecond?: number;
}

/**
 * What a finished job tells. Nothing, if it went on from what an earlier attempt had left, or had to
 * fetch its audio from somewhere else.
 */
export function speedSampleOf(job: Job, settledAt: Date): SpeedSample | undefined {
  const { instance, result, attempt, audio } = job;
  if (!result || attempt !== 1 || audio.source === 'url') return undefined;
  const { audioReady, modelReady, transcribed } = result.phases;
  const launched = Date.parse(instance?.launchedAt ?? '');
  if (Number.isNaN(launched)) return undefined;
  const [ready, done] = [Math.max(ms(audioReady), ms(modelReady)), ms(transcribed)];
  // Clocks of two machines are compared.
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

/** What lies outside of the newer ones is forgotten step by step: low and high come back to the mean. */
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
