/**
 * A route: one way for a job to get a machine and to give it back. What a job, its view, its receipt, a
 * claim, the reaper and a cancellation need to know of its machines, they ask its route
 * (core/machines/routes.ts); none of them knows which one it is. All routes end through the same task token.
 */
import type { Job, JobInstance, QueuedBecause } from '../job/job.ts';
import type { SpotPrices } from '../costs/spot-prices.ts';
import type { LiveInstance } from './orphans.ts';
import type { WaitReason } from './launch-wait.ts';

/** What is stored of an instance and the attempt that it works for. */
export interface InstanceAssignment {
  attempt: number;
}

/** How much of a machine one job has used. */
export interface MachineUse {
  instance: JobInstance;
  attempt: number;
  /** Charged seconds. */
  seconds: number;
  /** The seconds are an estimate: AWS has not confirmed both ends. */
  isTimeAssumed: boolean;
  /** The price is the recorded one, not that of this launch. */
  isPriceAssumed: boolean;
  /** Nothing more will be charged for it. */
  hasEnded: boolean;
}

/** What the next attempt knows of the machine that the last one has lost. */
export type AfterLoss = Pick<Job, 'earlierInstances' | 'lostPools' | 'launchRound'>;

/** The rules of a route: pure, decided from what is stored. */
export interface MachineRoute {
  /** Why a job takes this route, for its owner. */
  because: readonly string[];
  /** Whether the instance may have the job's work order, and whether its end is the attempt's end. */
  serves(instance: InstanceAssignment, job: Job): boolean;
  /** Whether the instance must run, whatever its age; the reaper ends all others. */
  needs(instance: LiveInstance, job: Job | undefined): boolean;
  /** The instance that the workflow terminates after this attempt; undefined if there is none. */
  toTerminate(job: Job): string | undefined;
  /** @param at when the attempt ended (ISO 8601) */
  afterLoss(job: Job, at: string): AfterLoss;
  /** The task token by which the job's execution waits now; undefined if it does not wait. */
  waitingToken(job: Job): string | undefined;
  /** The job's share of all machines that it has had, in order. */
  usesOf(job: Job, now: Date): MachineUse[];
}

export interface Acquired {
  kind: 'Launched';
  instance: JobInstance;
  /** Pools that were asked before and had none, each with AWS's code. */
  refused: string[];
}

/** There is no machine now: the job waits, and asks again. */
export interface Refused extends WaitReason {
  kind: QueuedBecause['code'];
  /** AWS's own codes. */
  codes: readonly string[];
  /** The round in which the route is asked next. */
  round: number;
}

/** The effects of a route. A function that launches is given one for each route. */
export interface Dispatcher {
  /**
   * May be repeated: the same attempt and round find the same machine.
   * @throws JobFailure Misconfigured, MaxCostExceeded
   */
  acquire(job: Job, prices: SpotPrices | undefined): Promise<Acquired | Refused>;
  /** Gives back a machine that could not be written down. */
  release(instanceId: string): Promise<void>;
}
