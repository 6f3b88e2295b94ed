/** Many jobs that want an instance at the same moment, against EC2's token bucket, in virtual time. */
import { EventQueue } from './event-queue.ts';

/** As EC2 throttles an action of an account. */
export interface Bucket {
  readonly capacity: number;
  readonly perSecond: number;
}

/** A rule by which a job decides when to call EC2; all in seconds of virtual time. */
export interface Launcher {
  readonly name: string;
  /** When a job that comes at `now` calls first. */
  readonly first: (now: number) => number;
  /** When it calls again, throttled for the `tries`-th time. */
  readonly again: (now: number, tries: number) => number;
}

export interface Launches {
  /** When each instance was launched, in order. */
  readonly launchedAt: readonly number[];
  /** When each call was throttled. */
  readonly throttledAt: readonly number[];
}

/** From time 0, when all jobs come, until each has its instance. */
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

/** What the bucket alone allows, as a share: 1 is the best that any launcher could do. */
export function shareOfPossibleRate({ launchedAt }: Launches, bucket: Bucket): number {
  const possibleSeconds = Math.max(0, launchedAt.length - bucket.capacity) / bucket.perSecond;
  const seconds = launchedAt.at(-1) ?? 0;
  return seconds === 0 ? 1 : possibleSeconds / seconds;
}

export function wastedShare({ launchedAt, throttledAt }: Launches): number {
  return throttledAt.length / (launchedAt.length + throttledAt.length);
}
