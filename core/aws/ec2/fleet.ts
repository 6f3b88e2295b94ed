/** EC2 adapter: launches one instance, for an attempt of a job or for a pool. */
import { setTimeout } from 'node:timers/promises';
import {
  CreateFleetCommand,
  DescribeInstancesCommand,
  EC2Client,
  EC2ServiceException,
  type Instance,
  TerminateInstancesCommand,
  type _InstanceType,
  type CreateFleetCommandInput,
} from '@aws-sdk/client-ec2';
import {
  isKnown,
  knownProblem,
  readFleetAnswer,
  problemOfRefusal,
  type LaunchOutcome,
} from '../../machines/spot/launch-outcome.ts';
import type { LaunchRequest, MachineRequest, SpotFleet } from '../../machines/spot/spot-fleet.ts';
import type { JobInstance } from '../../job/job.ts';
import { logError, logWarning } from '../../base/log.ts';

const NOT_SEEN_YET = ['InvalidInstanceID.NotFound', 'UnauthorizedOperation'];

/** Longest single pause; pauses double up to here, half a minute in all, within the caller's timeout. */
const LONGEST_PAUSE_MS = 16_000;

/** CreateFleet's request for an attempt of a job. */
export function fleetRequest(request: LaunchRequest): CreateFleetCommandInput {
  const { jobId, attempt, market, round, tags } = request;
  const clientToken = `${jobId}-${attempt}-${market}-${round}`;
  // Tagged in the launch call itself: an instance must never exist without its JobId.
  return machineRequest({ ...request, clientToken, tags: { ...tags, JobId: jobId } });
}

/** CreateFleet's request for any machine. */
export function machineRequest(request: MachineRequest): CreateFleetCommandInput {
  const overrides = poolsOf(request).map(({ type, subnet }) => ({
    InstanceType: type as _InstanceType,
    SubnetId: subnet.id,
    ImageId: request.imageId,
    MaxPrice: request.maxUsdPerHour?.[type]?.toString(),
  }));
  return {
    Type: 'instant',
    ClientToken: request.clientToken,
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
    TagSpecifications: ['instance' as const, 'volume' as const].map((ResourceType) => ({
      ResourceType,
      Tags: Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value })),
    })),
  };
}

/** Every type in every zone, minus those to avoid unless nothing else remains. */
function poolsOf({ instanceTypes, subnets, avoid }: MachineRequest) {
  const all = instanceTypes.flatMap((type) => subnets.map((subnet) => ({ type, subnet })));
  const others = all.filter(
    ({ type, subnet }) => !avoid.some((pool) => pool.type === type && pool.zone === subnet.zone),
  );
  return others.length > 0 ? others : all;
}

/** CreateFleet answers within seconds; after this timeout the launcher retries with the same token. */
const ANSWER_MS = 20_000;

/**
 * Every call needs a slot of the launch budget, so the SDK's own retries are off; the state machine
 * waits and retries.
 */
function launchingClient(): EC2Client {
  const requestHandler = { requestTimeout: ANSWER_MS, throwOnRequestTimeout: true };
  return new EC2Client({ maxAttempts: 1, requestHandler });
}

export class Fleet implements SpotFleet {
  private readonly launching: EC2Client;
  private readonly client: EC2Client;

  constructor(launching = launchingClient(), client = new EC2Client({ maxAttempts: 5 })) {
    this.launching = launching;
    this.client = client;
  }

  async launch(request: LaunchRequest): Promise<LaunchOutcome> {
    return this.create(fleetRequest(request), request, { jobId: request.jobId });
  }

  /** Never throws for EC2's answer or its absence: each is an outcome. */
  async launchMachine(request: MachineRequest): Promise<LaunchOutcome> {
    const { clientToken } = request;
    return this.create(machineRequest(request), request, { clientToken });
  }

  private async create(
    input: CreateFleetCommandInput,
    asked: Pick<MachineRequest, 'imageId' | 'subnets'>,
    named: Record<string, string>,
  ): Promise<LaunchOutcome> {
    try {
      const answer = await this.launching.send(new CreateFleetCommand(input));
      return warnOfNewCodes(readFleetAnswer(answer, asked));
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined) throw error;
      logError('EC2 refused to launch', error, named);
      const status =
        error instanceof EC2ServiceException ? error.$metadata.httpStatusCode : undefined;
      const kind = problemOfRefusal(code, status);
      return { kind, codes: [code] };
    }
  }

  async find(
    attempt: Record<'Project' | 'JobId' | 'Attempt', string>,
  ): Promise<JobInstance | undefined> {
    const tags = Object.entries(attempt).map(([key, value]) => ({
      Name: `tag:${key}`,
      Values: [value],
    }));
    const alive = { Name: 'instance-state-name', Values: ['pending', 'running'] };
    const { Reservations = [] } = await this.client.send(
      new DescribeInstancesCommand({ Filters: [...tags, alive] }),
    );
    const [found] = Reservations.flatMap(({ Instances = [] }) => Instances);
    return found && jobInstanceOf(found);
  }

  async hasEnded(instanceId: string): Promise<boolean> {
    const Filters = [
      { Name: 'instance-id', Values: [instanceId] },
      { Name: 'instance-state-name', Values: ['shutting-down', 'terminated'] },
    ];
    const { Reservations = [] } = await this.client.send(new DescribeInstancesCommand({ Filters }));
    return Reservations.length > 0;
  }

  /**
   * Terminates an instance, even a new one: for some seconds EC2 may not list it, or lack the tag that
   * grants us the right. Source: https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
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

function jobInstanceOf(found: Instance): JobInstance {
  return {
    id: found.InstanceId ?? '',
    type: found.InstanceType ?? 'unknown',
    market: found.InstanceLifecycle === 'spot' ? 'spot' : 'on-demand',
    zone: found.Placement?.AvailabilityZone ?? 'unknown',
    imageId: found.ImageId ?? 'unknown',
    launchedAt: (found.LaunchTime ?? new Date()).toISOString(),
  };
}

/** EC2's or the network's error code; undefined for an error of our own. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof EC2ServiceException) return error.name;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return knownProblem(code) === undefined ? undefined : code;
}

function warnOfNewCodes(outcome: LaunchOutcome): LaunchOutcome {
  if (outcome.kind === 'Launched') return outcome;
  const unknown = outcome.codes.filter((code) => !isKnown(code));
  if (unknown.length > 0)
    logWarning('EC2 answered a code that is new to us', { codes: unknown.join() });
  return outcome;
}
