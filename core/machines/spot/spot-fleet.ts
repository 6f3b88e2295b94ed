/** What the route needs of EC2. core/aws/ec2/fleet.ts implements it. */
import type { JobInstance, LaunchPool } from '../../job/job.ts';
import type { Market } from '../../job/market.ts';
import type { LaunchOutcome, Subnet } from './launch-outcome.ts';

export interface LaunchRequest {
  jobId: string;
  attempt: number;
  market: Market;
  /**
   * Counts the answers without an instance. EC2 replays the answer to a token that it has seen, so
   * a definite "no" needs a new token; a lost answer, a 5xx or throttling must repeat the old one.
   */
  round: number;
  launchTemplate: string;
  imageId: string;
  instanceTypes: readonly string[];
  /** Limit of the spot price in USD an hour, by type; a type without one is launched at any price. */
  maxUsdPerHour?: Readonly<Record<string, number>>;
  /** At most one for each zone: a fleet may not span two subnets of one zone. */
  subnets: readonly Subnet[];
  /** Pools that lost an instance of this job; they are asked only if there is no other. */
  avoid: readonly LaunchPool[];
  tags: Record<string, string>;
}

export interface SpotFleet {
  /** Never throws for what EC2 answered, or did not answer: each is an outcome. */
  launch(request: LaunchRequest): Promise<LaunchOutcome>;
  /** The running instance of an attempt. EC2 shows it after some seconds, so "none" is no proof. */
  find(attempt: Record<'Project' | 'JobId' | 'Attempt', string>): Promise<JobInstance | undefined>;
  /** True if EC2 says so; an instance that it does not show yet has not ended. */
  hasEnded(instanceId: string): Promise<boolean>;
  terminate(instanceId: string): Promise<void>;
}
