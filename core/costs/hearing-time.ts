/** Time that a transcription takes with what is asked for beside the text. */
import type { Range } from './speed-bounds.ts';

/** On one thread of the CPU, beside the GPU; for an hour of audio. */
const SPEAKERS_SECONDS_PER_HOUR: Range = { low: 50, high: 70 };
/** Share of the engine's time that a second hearing of doubtful places adds; an estimate, not measured. */
export const REVIEW_SHARE = 0.1;

export interface AskedHearing {
  /** Diarization runs. */
  speakers?: boolean;
  /** Doubtful places are heard a second time. */
  review?: boolean;
}

export function speakersSeconds(durationSeconds: number): Range {
  const hours = durationSeconds / 3600;
  return {
    low: SPEAKERS_SECONDS_PER_HOUR.low * hours,
    high: SPEAKERS_SECONDS_PER_HOUR.high * hours,
  };
}

/** Voices are compared while the engine transcribes: they add time only where they take longer. */
export function hearingSeconds(
  rate: Range,
  durationSeconds: number,
  { speakers = false, review = false }: AskedHearing = {},
): Range {
  const voices = speakers ? speakersSeconds(durationSeconds) : { low: 0, high: 0 };
  const share = review ? 1 + REVIEW_SHARE : 1;
  return {
    low: Math.max(rate.low * durationSeconds * share, voices.low),
    high: Math.max(rate.high * durationSeconds * share, voices.high),
  };
}
