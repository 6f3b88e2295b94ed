/** Launches the machine of an attempt. The launch function holds the route `spot`'s. */
import type { JobInstance, Job, QueuedBecause } from '../job/job.ts';
import type { SpotPrices } from '../costs/spot-prices.ts';
import type { WaitReason } from './launch-wait.ts';

export interface Acquired {
  kind: 'Launched';
  instance: JobInstance;
  /** Pools that refused before, each with AWS's error code. */
  refused: string[];
}

/** No machine now: the job waits and retries. */
export interface Refused extends WaitReason {
  kind: QueuedBecause['code'];
  /** AWS's error codes. */
  codes: readonly string[];
  /** Round of the next try. */
  round: number;
}

export interface Dispatcher {
  /**
   * Idempotent: the same attempt and round return the same machine.
   * @throws JobFailure Misconfigured, MaxCostExceeded
   */
  acquire(job: Job, prices: SpotPrices | undefined): Promise<Acquired | Refused>;
  /** Terminates a machine that could not be recorded. */
  release(instanceId: string): Promise<void>;
}
