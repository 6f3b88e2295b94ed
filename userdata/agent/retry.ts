/** Retries with exponential backoff. */
import type { Clock } from './clock.ts';

export interface RetryLimits {
  tries: number;
  firstPauseMs: number;
  longestPauseMs: number;
}

export interface Retrying extends RetryLimits {
  clock: Clock;
  signal: AbortSignal;
  /** False stops retrying: the same request would fail again. */
  worthAnotherTry(error: unknown): boolean | Promise<boolean>;
}

/** Result of `once`, retried with doubling pauses. @throws the last error of `once` */
export async function retrying<T>(how: Retrying, once: () => Promise<T>): Promise<T> {
  for (let left = how.tries - 1; ; left--) {
    try {
      return await once();
    } catch (error) {
      how.signal.throwIfAborted();
      if (left <= 0 || !(await how.worthAnotherTry(error))) throw error;
      await how.clock.sleep(pauseBefore(how.tries - left, how), how.signal);
    }
  }
}

/** Pause in milliseconds before retry `nth` (1, 2, …): 1, 2, 4 … times the first pause, up to the longest. */
export function pauseBefore(
  nth: number,
  patience: Pick<RetryLimits, 'firstPauseMs' | 'longestPauseMs'>,
): number {
  return Math.min(patience.longestPauseMs, patience.firstPauseMs * 2 ** (nth - 1));
}
