/** Adapter of EC2: looks after instances that run already. Launches are the fleet's. */
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
import { REAP_AFTER, type LiveInstance } from '../../machines/orphans.ts';

/** Those that cost something and do not end by themselves. */
const LIVE_STATES = ['pending', 'running', 'stopping', 'stopped'];

export class Instances {
  private readonly client: EC2Client;
  /** Value of the tag Project: one stage's instances. */
  private readonly project: string;

  constructor(project: string, client = new EC2Client({})) {
    this.project = project;
    this.client = client;
  }

  /** All that are not ending yet. */
  async live(): Promise<LiveInstance[]> {
    const Filters = [this.ours(), { Name: 'instance-state-name', Values: LIVE_STATES }];
    const found: LiveInstance[] = [];
    for await (const page of paginateDescribeInstances({ client: this.client }, { Filters })) {
      const instances = (page.Reservations ?? []).flatMap((one) => one.Instances ?? []);
      found.push(...instances.map(liveInstance));
    }
    return found;
  }

  /** EC2 tells of every instance of the account; an unknown one may be ours, or none of our business. */
  async isOurs(instanceId: string): Promise<boolean> {
    const Filters = [this.ours(), { Name: 'instance-id', Values: [instanceId] }];
    for await (const page of paginateDescribeInstances({ client: this.client }, { Filters })) {
      if ((page.Reservations ?? []).length > 0) return true;
    }
    return false;
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

  /** Volumes that outlived their instance, which ours should not: they are deleted with it. */
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
    // A mark that cannot be read is made again.
    reapAfter: Number.isNaN(reapAfter.getTime()) ? undefined : reapAfter,
  };
}

function tagOf(tags: readonly Tag[], key: string): string | undefined {
  return tags.find(({ Key }) => Key === key)?.Value;
}
