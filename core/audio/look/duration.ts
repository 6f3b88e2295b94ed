/** How long a file says that it is. Undefined: it does not say. */
export interface Duration {
  seconds: number;
  /** Worked out from rates and sizes, as the file has no such number. */
  estimated: boolean;
}

/** Undefined for what is no duration: a header may hold any number. */
export function duration(seconds: number, estimated = false): Duration | undefined {
  return Number.isFinite(seconds) && seconds >= 0 ? { seconds, estimated } : undefined;
}
