/** Duration that a file states; undefined if it states none. */
export interface Duration {
  seconds: number;
  /** Computed from rates and sizes, because the file states no duration or an impossible one. */
  estimated: boolean;
}

/** Undefined for NaN, infinite or negative numbers: a header may hold anything. */
export function duration(seconds: number, estimated = false): Duration | undefined {
  return Number.isFinite(seconds) && seconds >= 0 ? { seconds, estimated } : undefined;
}

/** Far below every codec, even for silence: a duration that implies less is damaged. */
const LEAST_BITS_PER_SECOND = 50;

/** Whether `bytes` can last `seconds`, so that an impossible header does not fail a job as too long. */
export function isBelievable({ seconds }: Duration, bytes: number): boolean {
  return seconds * LEAST_BITS_PER_SECOND <= bytes * 8;
}
