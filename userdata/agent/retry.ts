/** Doing again what a network, a busy service or a fresh role spoiled. */
import type { Clock } from './clock.ts';

export interface Patience {
  tries: number;
  firstPauseMs: number;
  longestPauseMs: number;
}

export interface Retrying extends Patience {
  clock: Clock;
  signal: AbortSignal;
  /** False ends it at once: the same request would get the same answer. */
  worthAnotherTry(error: unknown): boolean | Promise<boolean>;
}

/** The answer of `once`, tried again with doubling pauses. @throws the last error of `once`. */
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

/** The pause in milliseconds before try `1, 2, …` after the first: 1, 2, 4 … times the first pause. */
export function pauseBefore(
  nth: number,
  patience: Pick<Patience, 'firstPauseMs' | 'longestPauseMs'>,
): number {
  return Math.min(patience.longestPauseMs, patience.firstPauseMs * 2 ** (nth - 1));
}
