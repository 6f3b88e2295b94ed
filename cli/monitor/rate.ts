/** How fast a job is transcribed, from what was seen of it. */

/** One look at a job. */
export interface Sample {
  /** Milliseconds. */
  at: number;
  attempt: number;
  transcribedSeconds: number;
}

/** Progress comes in steps of some seconds: a shorter time would show the steps. */
const WINDOW_MS = 30_000;

/** Those of the last half minute and of the same attempt, with the next one. */
export function withSample(samples: readonly Sample[], next: Sample): Sample[] {
  const recent = samples.filter(
    ({ at, attempt, transcribedSeconds }) =>
      next.at - at <= WINDOW_MS &&
      attempt === next.attempt &&
      transcribedSeconds <= next.transcribedSeconds,
  );
  return [...recent, next];
}

/** Seconds of audio per second; undefined before anything has moved. */
export function audioRate(samples: readonly Sample[]): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at <= first.at) return undefined;
  const moved = last.transcribedSeconds - first.transcribedSeconds;
  return moved > 0 ? (moved * 1000) / (last.at - first.at) : undefined;
}
