/**
 * Heartbeats that mean progress. An engine that hangs is as useless as one that died, so silence
 * from it is silence from here, and the workflow gives the attempt up.
 */
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import { AttemptOver } from './task.ts';

/** Noted by all who get the work forward; whoever tells others of it looks how far it is. */
export class Progress {
  #noted = 0;

  note(): void {
    this.#noted += 1;
  }

  get noted(): number {
    return this.#noted;
  }
}

export interface Beating {
  /** Tells the workflow that the work moves. */
  beat: (signal: AbortSignal) => Promise<void>;
  progress: Progress;
  /** The silence after which the workflow gives up; several beats fit in, as one may get lost. */
  heartbeatSeconds: number;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/**
 * Beats until the signal ends it, first at once: a claim is progress, and a machine that claims late
 * has little left of the time that it had to boot.
 * @throws AttemptOver when nobody waits for this attempt any more
 */
export async function beatWhileMoving(how: Beating): Promise<never> {
  const everyMs = Math.max(1000, (how.heartbeatSeconds * 1000) / 8);
  for (let told = -1; ;) {
    const { noted } = how.progress;
    if (noted !== told && (await isHeard(how))) told = noted;
    await how.clock.sleep(everyMs, how.signal);
  }
}

async function isHeard(how: Beating): Promise<boolean> {
  try {
    await how.beat(how.signal);
    return true;
  } catch (error) {
    how.signal.throwIfAborted();
    if (error instanceof AttemptOver) throw error;
    how.log.warn('A heartbeat was not heard.', error);
    return false;
  }
}
