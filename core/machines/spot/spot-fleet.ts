/** EC2 as the route needs it; implemented by core/aws/ec2/fleet.ts. */
import type { JobInstance, LaunchPool } from '../../job/job.ts';
import type { Market } from '../../job/market.ts';
import type { LaunchOutcome, Subnet } from './launch-outcome.ts';

/** What a launch of one machine says to EC2, for a job or for a pool. */
export interface MachineRequest {
  /** EC2 answers a repeated token with the same machine. */
  clientToken: string;
  market: Market;
  launchTemplate: string;
  imageId: string;
  instanceTypes: readonly string[];
  /** Spot price limit in USD an hour, by type; absent: any price. */
  maxUsdPerHour?: Readonly<Record<string, number>>;
  /** At most one per zone: a fleet may not span two subnets of one zone. */
  subnets: readonly Subnet[];
  /** Capacity pools that lost an instance of this job; asked only if there is no other. */
  avoid: readonly LaunchPool[];
  tags: Record<string, string>;
}

export interface LaunchRequest extends Omit<MachineRequest, 'clientToken'> {
  jobId: string;
  attempt: number;
  /**
   * Number of definite refusals. EC2 replays the answer to a known token, so a definite refusal
   * needs a new token; after a lost answer, a 5xx or throttling the old one must be repeated.
   */
  round: number;
}

export interface SpotFleet {
  /** Never throws for EC2's answer or its absence: each is an outcome. */
  launch(request: LaunchRequest): Promise<LaunchOutcome>;
  /** Running instance of an attempt. EC2 lists it after some seconds, so undefined is no proof. */
  find(attempt: Record<'Project' | 'JobId' | 'Attempt', string>): Promise<JobInstance | undefined>;
  /** True if EC2 confirms it; an instance not yet listed has not ended. */
  hasEnded(instanceId: string): Promise<boolean>;
  terminate(instanceId: string): Promise<void>;
}
