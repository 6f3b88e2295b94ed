/** Adapter of EC2: asks for one instance for one attempt of a job. */
import { setTimeout } from 'node:timers/promises';
import {
  CreateFleetCommand,
  EC2Client,
  EC2ServiceException,
  TerminateInstancesCommand,
  type _InstanceType,
  type CreateFleetCommandInput,
} from '@aws-sdk/client-ec2';
import { outcomeOf, problemOfRefusal, type LaunchOutcome, type Subnet } from '../launch-outcome.ts';
import type { JobInstance, LaunchPool } from '../job.ts';
import { logError } from '../log.ts';

const NOT_SEEN_YET = ['InvalidInstanceID.NotFound', 'UnauthorizedOperation'];

/** The pauses double up to here: half a minute in all, within the patience of the function that waits. */
const LONGEST_PAUSE_MS = 16_000;

export interface LaunchRequest {
  jobId: string;
  attempt: number;
  market: JobInstance['market'];
  /**
   * Counts the answers without an instance. EC2 replays the answer to a token that it has seen, so
   * a definite "no" needs a new token; a lost answer, a 5xx or throttling must repeat the old one.
   */
  round: number;
  launchTemplate: string;
  imageId: string;
  instanceTypes: readonly string[];
  /** At most one for each zone: a fleet may not span two subnets of one zone. */
  subnets: readonly Subnet[];
  /** Pools that lost an instance of this job; they are asked only if there is no other. */
  avoid: readonly LaunchPool[];
  tags: Record<string, string>;
}

/** CreateFleet's request; pure, so that what is asked of AWS can be read and tested. */
export function fleetRequest(request: LaunchRequest): CreateFleetCommandInput {
  const overrides = poolsOf(request).map(({ type, subnet }) => ({
    InstanceType: type as _InstanceType,
    SubnetId: subnet.id,
    ImageId: request.imageId,
  }));
  return {
    Type: 'instant',
    ClientToken: `${request.jobId}-${request.attempt}-${request.market}-${request.round}`,
    TargetCapacitySpecification: {
      TotalTargetCapacity: 1,
      DefaultTargetCapacityType: request.market,
    },
    SpotOptions: { AllocationStrategy: 'price-capacity-optimized' },
    LaunchTemplateConfigs: [
      {
        LaunchTemplateSpecification: {
          LaunchTemplateName: request.launchTemplate,
          Version: '$Latest',
        },
        Overrides: overrides,
      },
    ],
    // Tagged in the launch call itself: an instance without its JobId must not exist for a moment.
    TagSpecifications: ['instance' as const, 'volume' as const].map((ResourceType) => ({
      ResourceType,
      Tags: Object.entries({ ...request.tags, JobId: request.jobId }).map(([Key, Value]) => ({
        Key,
        Value,
      })),
    })),
  };
}

/** Every type in every zone, without those to avoid unless nothing else remains. */
function poolsOf({ instanceTypes, subnets, avoid }: LaunchRequest) {
  const all = instanceTypes.flatMap((type) => subnets.map((subnet) => ({ type, subnet })));
  const others = all.filter(
    ({ type, subnet }) => !avoid.some((pool) => pool.type === type && pool.zone === subnet.zone),
  );
  return others.length > 0 ? others : all;
}

export class Fleet {
  private readonly client: EC2Client;

  constructor(client = new EC2Client({ maxAttempts: 5 })) {
    this.client = client;
  }

  /** Never throws for what EC2 answered: every answer is an outcome. */
  async launch(request: LaunchRequest): Promise<LaunchOutcome> {
    try {
      const answer = await this.client.send(new CreateFleetCommand(fleetRequest(request)));
      return outcomeOf(answer, request);
    } catch (error) {
      if (!(error instanceof EC2ServiceException)) throw error;
      logError('EC2 refused to launch', error, { jobId: request.jobId });
      const kind = problemOfRefusal(error.name, error.$metadata.httpStatusCode);
      return { kind, codes: [error.name] };
    }
  }

  /**
   * Asks for the end of an instance, also of one that was launched a moment ago: for some seconds EC2
   * may not know it, or not know the tag that gives us the right to it. Source: https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
   */
  async terminate(instanceId: string): Promise<void> {
    const command = new TerminateInstancesCommand({ InstanceIds: [instanceId] });
    for (let pauseMs = 500; ; pauseMs *= 2) {
      try {
        await this.client.send(command);
        return;
      } catch (error) {
        const isUnknown = error instanceof EC2ServiceException && NOT_SEEN_YET.includes(error.name);
        if (!isUnknown || pauseMs > LONGEST_PAUSE_MS) throw error;
        await setTimeout(pauseMs);
      }
    }
  }
}
