/**
 * Heartbeats that require progress: a hanging engine must look like a dead one, so heartbeats stop
 * with it, and the workflow ends the attempt.
 */
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import { AttemptOver } from './task.ts';

/** Counts signs of progress; the heartbeat compares the count. */
export class ActivityCounter {
  #count = 0;

  touch(): void {
    this.#count += 1;
  }

  get count(): number {
    return this.#count;
  }
}

/** Heartbeats within the timeout: one may get lost. */
export const BEATS_IN_TIMEOUT = 8;

export interface Beating {
  /** Sends a heartbeat to the workflow. */
  beat: (signal: AbortSignal) => Promise<void>;
  activity: ActivityCounter;
  /** Timeout of the workflow; several beats fit in, as one may get lost. */
  heartbeatSeconds: number;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/**
 * Sends heartbeats until the signal is aborted, the first at once: a claim is progress, and a late
 * claim leaves little of the boot time.
 * @throws AttemptOver when the workflow no longer waits for this attempt
 */
export async function beatWhileMoving(how: Beating): Promise<never> {
  const everyMs = Math.max(1000, (how.heartbeatSeconds * 1000) / BEATS_IN_TIMEOUT);
  for (let reported = -1; ;) {
    const { count } = how.activity;
    if (count !== reported && (await isHeard(how))) reported = count;
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
