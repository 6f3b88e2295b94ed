/**
 * Bounds of measured times. The times come from machines, which may be compromised: what is not
 * possible on an instance type is never quoted.
 */

export interface Range {
  low: number;
  high: number;
}

export interface SpeedRange {
  /** Launch until audio and model are ready, and the ending; seconds. */
  fixedSeconds: Range;
  secondsPerAudioSecond: Range;
}

/** Longer than boot, model and download take; an attempt that hangs there is given up earlier. */
const MOST_FIXED_SECONDS = 1800;
/** Real time: the engine on the four cores of the smallest type, without its GPU. */
const SLOWEST = 1;
/** Silence, which is decoded and not transcribed; the newer types have faster processors. */
const FASTEST: Readonly<Record<string, number>> = { 'g4dn.xlarge': 0.0002 };
const FASTEST_OF_OTHERS = 0.0001;

/** Times that are possible on an instance type. */
export function possibleOn(type: string): SpeedRange {
  return {
    fixedSeconds: { low: 0, high: MOST_FIXED_SECONDS },
    secondsPerAudioSecond: { low: FASTEST[type] ?? FASTEST_OF_OTHERS, high: SLOWEST },
  };
}

export function clamped(value: number, { low, high }: Range): number {
  return Math.min(high, Math.max(low, value));
}
