/** Simulates a burst of launches against EC2's token bucket in virtual time. */
import { EventQueue } from './event-queue.ts';

/** EC2's throttling of one action per account. */
export interface Bucket {
  readonly capacity: number;
  readonly perSecond: number;
}

/** Decides when a job calls EC2; all times in seconds of virtual time. */
export interface Launcher {
  readonly name: string;
  /** Time of the first call of a job that arrives at `now`. */
  readonly first: (now: number) => number;
  /** Time of the next call after the `tries`-th throttled one. */
  readonly again: (now: number, tries: number) => number;
}

export interface Launches {
  /** Times of the launches, in order. */
  readonly launchedAt: readonly number[];
  /** Times of the throttled calls. */
  readonly throttledAt: readonly number[];
}

/** Runs from time 0, when all jobs arrive, until each has an instance. */
export function simulate(jobs: number, launcher: Launcher, bucket: Bucket): Launches {
  const queue = new EventQueue<{ tries: number }>();
  for (let job = 0; job < jobs; job++) queue.add(launcher.first(0), { tries: 0 });
  const launchedAt: number[] = [];
  const throttledAt: number[] = [];
  let tokens = bucket.capacity;
  let filledAt = 0;
  for (let call = queue.next(); call; call = queue.next()) {
    const { at, event } = call;
    tokens = Math.min(bucket.capacity, tokens + (at - filledAt) * bucket.perSecond);
    filledAt = at;
    if (tokens >= 1) {
      tokens--;
      launchedAt.push(at);
    } else {
      throttledAt.push(at);
      const tries = event.tries + 1;
      queue.add(launcher.again(at, tries), { tries });
    }
  }
  return { launchedAt, throttledAt };
}

/** Launch rate as a share of the bucket's maximum; 1 is optimal. */
export function shareOfPossibleRate({ launchedAt }: Launches, bucket: Bucket): number {
  const possibleSeconds = Math.max(0, launchedAt.length - bucket.capacity) / bucket.perSecond;
  const seconds = launchedAt.at(-1) ?? 0;
  return seconds === 0 ? 1 : possibleSeconds / seconds;
}

export function wastedShare({ launchedAt, throttledAt }: Launches): number {
  return throttledAt.length / (launchedAt.length + throttledAt.length);
}
