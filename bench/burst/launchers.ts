/** Launch policies: the launch budget, and the SDK's own retries. */
import { reserve, type SlotLine } from '../../core/machines/spot/launch-budget.ts';
import { secondsToWait } from '../../core/machines/launch-wait.ts';
import type { Bucket, Launcher } from './virtual-launches.ts';

/** The SDK's standard retries without a limit; in reality the function's timeout would end them. */
export function sdkAlone(draw: () => number): Launcher {
  return {
    name: 'SDK backoff alone',
    first: (now) => now + callLatency(draw),
    again: (now, tries) => now + sdkPause(tries, draw) + callLatency(draw),
  };
}

/** Tries of the launch function's SDK client. */
const SDK_TRIES = 5;

/** Without a budget: five tries by the SDK, then the job waits in `queued` and starts again. */
export function sdkThenQueued(draw: () => number): Launcher {
  return {
    name: 'SDK, then queued',
    first: (now) => now + callLatency(draw),
    again: (now, tries) => {
      const ofThisLaunch = tries % SDK_TRIES;
      if (ofThisLaunch > 0) return now + sdkPause(ofThisLaunch, draw) + callLatency(draw);
      const refusals = { code: 'Throttled', tries: tries / SDK_TRIES } as const;
      return now + secondsToWait(refusals, 0, draw()) + lateness(draw) + callLatency(draw);
    },
  };
}

/** Reserves a launch slot before the first call, and another after each throttled one. */
export function withBudget(name: string, set: Bucket, draw: () => number): Launcher {
  const budget = { burst: set.capacity, perSecond: set.perSecond };
  let line: SlotLine | undefined;
  const call = (now: number) => {
    const reservation = reserve(line, now * 1000, budget);
    line = reservation.line;
    const turn = reservation.turnAt / 1000;
    return (turn > now ? turn + lateness(draw) : now) + callLatency(draw);
  };
  return { name, first: call, again: call };
}

/**
 * Full jitter: a random share of one second, doubled with each try, up to 20 s.
 * Source: StandardRetryStrategy of @smithy/core 3.41.
 */
function sdkPause(tries: number, draw: () => number): number {
  return draw() * Math.min(20, 2 ** (tries - 1));
}

/** Seconds from a function's start, or a retry, to the arrival at EC2. */
function callLatency(draw: () => number): number {
  return 0.05 + 0.15 * draw();
}

/** Delay of a Wait state, which counts whole seconds. */
function lateness(draw: () => number): number {
  return draw();
}
