/** The rules by which jobs could call EC2: ours, and what the SDK does by itself. */
import { reserve } from '../../core/machines/spot/launch-budget.ts';
import { secondsToWait } from '../../core/machines/launch-wait.ts';
import type { Bucket, Launcher } from './virtual-launches.ts';

/** The SDK's standard retries, for as long as it takes; a function would be ended by its timeout. */
export function sdkAlone(draw: () => number): Launcher {
  return {
    name: 'SDK backoff alone',
    first: (now) => now + callLatency(draw),
    again: (now, tries) => now + sdkPause(tries, draw) + callLatency(draw),
  };
}

/** What a launch function's client tries by itself. */
const SDK_TRIES = 5;

/** Without a budget: five tries by the SDK, then the job waits in `queued` and begins anew. */
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

/** A turn is reserved before the first call; who is throttled all the same reserves another. */
export function withBudget(name: string, set: Bucket, draw: () => number): Launcher {
  const budget = { burst: set.capacity, perSecond: set.perSecond };
  let arrivalAt: number | undefined;
  const call = (now: number) => {
    const reservation = reserve(arrivalAt, now * 1000, budget);
    arrivalAt = reservation.arrivalAt;
    const turn = reservation.turnAt / 1000;
    return (turn > now ? turn + lateness(draw) : now) + callLatency(draw);
  };
  return { name, first: call, again: call };
}

/**
 * Before a throttled call is repeated: a random part of one second, doubled each time, up to 20.
 * Source: StandardRetryStrategy of @smithy/core 3.41.
 */
function sdkPause(tries: number, draw: () => number): number {
  return draw() * Math.min(20, 2 ** (tries - 1));
}

/** From a function's start, or a retry, to the call at EC2. */
function callLatency(draw: () => number): number {
  return 0.05 + 0.15 * draw();
}

/** A Wait state counts whole seconds, and goes on a little later. */
function lateness(draw: () => number): number {
  return draw();
}
