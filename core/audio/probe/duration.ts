/** How long a file says that it is. Undefined: it does not say. */
export interface Duration {
  seconds: number;
  /** Worked out from rates and sizes, as the file has no such number, or none that can be true. */
  estimated: boolean;
}

/** Undefined for what is no duration: a header may hold any number. */
export function duration(seconds: number, estimated = false): Duration | undefined {
  return Number.isFinite(seconds) && seconds >= 0 ? { seconds, estimated } : undefined;
}

/** Far below every codec, with silence in it and all: a length that leaves fewer is a damaged number. */
const LEAST_BITS_PER_SECOND = 50;

/** Whether so many bytes can last so long: a job must not be refused as too long by a number that cannot be true. */
export function isBelievable({ seconds }: Duration, bytes: number): boolean {
  return seconds * LEAST_BITS_PER_SECOND <= bytes * 8;
}
