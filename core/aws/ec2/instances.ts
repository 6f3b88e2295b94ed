/** EC2 adapter for running instances; fleet.ts launches them. */
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  EC2Client,
  EC2ServiceException,
  paginateDescribeInstances,
  paginateDescribeVolumes,
  TerminateInstancesCommand,
  type Instance,
  type Tag,
} from '@aws-sdk/client-ec2';
import type { LiveInstance } from '../../machines/live-instance.ts';
import { REAP_AFTER } from '../../machines/orphans.ts';

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
    const Filters = [this.ours(), { Name: 'instance-state-name', Values: LIVE_STATES }];
    const found: LiveInstance[] = [];
    for await (const page of paginateDescribeInstances({ client: this.client }, { Filters })) {
      const instances = (page.Reservations ?? []).flatMap((one) => one.Instances ?? []);
      found.push(...instances.map(liveInstance));
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
  };
}

function tagOf(tags: readonly Tag[], key: string): string | undefined {
  return tags.find(({ Key }) => Key === key)?.Value;
}
