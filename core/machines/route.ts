/**
 * A route: one way for a job to get a machine and release it. Jobs, views, receipts, claims, the
 * reaper and cancellations ask the job's route (core/machines/routes.ts) about machines and do not
 * know which one it is. All routes end through the same task token.
 */
import type { Job, JobInstance, QueuedBecause } from '../job/job.ts';
import type { SpotPrices } from '../costs/spot-prices.ts';
import type { WaitReason } from './launch-wait.ts';
import type { LiveInstance } from './live-instance.ts';

/** What is stored of an instance: the attempt it works for. */
export interface InstanceAssignment {
  attempt: number;
}

/** One job's use of a machine. */
export interface MachineUse {
  instance: JobInstance;
  attempt: number;
  /** Charged seconds. */
  seconds: number;
  /** The seconds are estimated: AWS has not confirmed both ends. */
  isTimeAssumed: boolean;
  /** The recorded price is used instead of the price at launch. */
  isPriceAssumed: boolean;
  /** No further charge. */
  hasEnded: boolean;
}

/** Job fields for the next attempt after a lost machine. */
export type AfterLoss = Pick<Job, 'earlierInstances' | 'lostPools' | 'launchRound'>;

/** Rules of a route: pure functions of stored data. */
export interface MachineRoute {
  /** Why a job takes this route, in sentences for its owner. */
  because: readonly string[];
  /** Whether the instance may claim the job, and whether its end ends the attempt. */
  serves(instance: InstanceAssignment, job: Job): boolean;
  /** Whether the instance must keep running, whatever its age; the reaper ends all others. */
  needs(instance: LiveInstance, job: Job | undefined): boolean;
  /** Instance that the workflow terminates after this attempt, if any. */
  toTerminate(job: Job): string | undefined;
  /** @param at end of the attempt (ISO 8601) */
  afterLoss(job: Job, at: string): AfterLoss;
  /** Task token that the job's execution waits for now, if any. */
  waitingToken(job: Job): string | undefined;
  /** The job's use of each of its machines, in order. */
  usesOf(job: Job, now: Date): MachineUse[];
}

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

/** Effects of a route. The launch function holds one per route. */
export interface Dispatcher {
  /**
   * Idempotent: the same attempt and round return the same machine.
   * @throws JobFailure Misconfigured, MaxCostExceeded
   */
  acquire(job: Job, prices: SpotPrices | undefined): Promise<Acquired | Refused>;
  /** Terminates a machine that could not be recorded. */
  release(instanceId: string): Promise<void>;
}
