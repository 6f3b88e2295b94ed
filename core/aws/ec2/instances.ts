/** EC2 adapter for running instances; fleet.ts launches them. */
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  EC2Client,
  EC2ServiceException,
  paginateDescribeInstances,
  paginateDescribeVolumes,
  TerminateInstancesCommand,
  type Filter,
  type Instance,
  type Tag,
} from '@aws-sdk/client-ec2';
import type { LiveInstance } from '../../machines/live-instance.ts';
import { PoolName } from '../../job/route-name.ts';
import { REAP_AFTER } from '../../machines/orphans.ts';
import type { PoolMachine } from '../../machines/pool/pool-machine.ts';

/** States that cost money and do not end by themselves. */
const LIVE_STATES = ['pending', 'running', 'stopping', 'stopped'];

export class Instances {
  private readonly client: EC2Client;
  /** Value of the tag Project, which selects one stage's instances. */
  private readonly project: string;

  constructor(project: string, client = new EC2Client({})) {
    this.project = project;
    this.client = client;
  }

  /** Instances that are not terminating. */
  async live(): Promise<LiveInstance[]> {
    return (await this.described([])).map(liveInstance);
  }

  /** Machines of pools that are not terminating, without prices. */
  async inPools(): Promise<PoolMachine[]> {
    const Values = [...PoolName.values];
    return (await this.described([{ Name: 'tag:Pool', Values }])).map(poolMachine);
  }

  private async described(filters: Filter[]): Promise<Instance[]> {
    const state = { Name: 'instance-state-name', Values: LIVE_STATES };
    const asked = { Filters: [this.ours(), state, ...filters] };
    const found: Instance[] = [];
    for await (const page of paginateDescribeInstances({ client: this.client }, asked)) {
      found.push(...(page.Reservations ?? []).flatMap((one) => one.Instances ?? []));
    }
    return found;
  }

  async mark(instanceId: string, reapAfter: Date): Promise<void> {
    const Tags = [{ Key: REAP_AFTER, Value: reapAfter.toISOString() }];
    await this.client.send(new CreateTagsCommand({ Resources: [instanceId], Tags }));
  }

  async unmark(instanceId: string): Promise<void> {
    const Tags = [{ Key: REAP_AFTER }];
    await this.client.send(new DeleteTagsCommand({ Resources: [instanceId], Tags }));
  }

  async terminate(instanceId: string): Promise<void> {
    try {
      await this.client.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }));
    } catch (error) {
      const isGone =
        error instanceof EC2ServiceException && error.name === 'InvalidInstanceID.NotFound';
      if (!isGone) throw error;
    }
  }

  /** Number of volumes that outlived their instance; ours are deleted with it. */
  async strayVolumes(): Promise<number> {
    const Filters = [this.ours(), { Name: 'status', Values: ['available'] }];
    let count = 0;
    for await (const page of paginateDescribeVolumes({ client: this.client }, { Filters })) {
      count += (page.Volumes ?? []).length;
    }
    return count;
  }

  private ours() {
    return { Name: 'tag:Project', Values: [this.project] };
  }
}

function liveInstance({ InstanceId = '', LaunchTime, Tags = [] }: Instance): LiveInstance {
  const attempt = Number(tagOf(Tags, 'Attempt'));
  const reapAfter = new Date(tagOf(Tags, REAP_AFTER) ?? '');
  return {
    id: InstanceId,
    launchedAt: LaunchTime ?? new Date(0),
    jobId: tagOf(Tags, 'JobId'),
    attempt: Number.isInteger(attempt) ? attempt : undefined,
    // An unreadable mark is written again.
    reapAfter: Number.isNaN(reapAfter.getTime()) ? undefined : reapAfter,
    pool: poolOf(Tags),
  };
}

function poolMachine({ Tags = [], ...found }: Instance): PoolMachine {
  return {
    id: found.InstanceId ?? '',
    kind: 'ec2',
    pool: poolOf(Tags) ?? 'batch',
    type: found.InstanceType ?? 'unknown',
    market: found.InstanceLifecycle === 'spot' ? 'spot' : 'on-demand',
    zone: found.Placement?.AvailabilityZone ?? 'unknown',
    imageId: found.ImageId ?? 'unknown',
    launchedAt: (found.LaunchTime ?? new Date()).toISOString(),
  };
}

function poolOf(tags: readonly Tag[]): PoolName | undefined {
  return PoolName.safeParse(tagOf(tags, 'Pool')).data;
}

function tagOf(tags: readonly Tag[], key: string): string | undefined {
  return tags.find(({ Key }) => Key === key)?.Value;
}
