/** Adapter of EC2 instances: a build's machines, found by their tags. */
import { readFileSync } from 'node:fs';
import {
  DescribeInstancesCommand,
  EC2ServiceException,
  GetConsoleOutputCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
  type _InstanceType,
  type EC2Client,
  type Instance,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { ROOT_DEVICE } from '../account/check/base-image.ts';
import { quotasBehind } from '../core/machines/spot/gpu-quota.ts';
import { BuildFailed } from './errors.ts';
import { BUILD_TAG, byTag, ROLE_TAG, tagsOf, type Build, type Role } from './names.ts';
import { untilSo } from './until-so.ts';

export interface BuilderMachine {
  readonly id: string;
  readonly state: string;
  readonly launchedAt: Date;
  /** Build id; undefined if the instance belongs to no build. */
  readonly build: string | undefined;
}

export interface MachineOrder {
  readonly build: Build;
  readonly role: Role;
  readonly imageId: string;
  readonly instanceType: string;
  /** One per availability zone, tried in order. */
  readonly subnets: readonly string[];
  readonly securityGroup: string;
  readonly rootGiB: number;
  readonly taskUrl: string;
  readonly reportUrl: string;
  /** The machine powers itself off after this. */
  readonly minutes: number;
}

const OVER = ['shutting-down', 'terminated'];
const NO_ROOM = ['InsufficientInstanceCapacity', 'Unsupported'];
const END_MINUTES = 15;

export class BuilderMachines {
  private readonly ec2: EC2Client;

  constructor(ec2: EC2Client) {
    this.ec2 = ec2;
  }

  /** Instances with these tags that are not terminated. */
  async of(tags: readonly { name: string; value: string }[]): Promise<BuilderMachine[]> {
    const Filters = tags.map(({ name, value }) => byTag(name, value));
    const { Reservations = [] } = await this.ec2.send(new DescribeInstancesCommand({ Filters }));
    return Reservations.flatMap(({ Instances = [] }) => Instances)
      .map(machineOf)
      .filter(({ state }) => !OVER.includes(state));
  }

  async ofRole({ id }: Build, role: Role): Promise<BuilderMachine | undefined> {
    const found = await this.of([
      { name: BUILD_TAG, value: id },
      { name: ROLE_TAG, value: role },
    ]);
    return found[0];
  }

  /** Launches on demand: an interrupted build would cost more than spot saves. */
  async launch(order: MachineOrder): Promise<string> {
    let refusal: EC2ServiceException | undefined;
    for (const subnet of order.subnets) {
      try {
        const command = new RunInstancesCommand(runRequest(order, subnet));
        const { Instances = [] } = await this.ec2.send(command);
        return Instances[0]?.InstanceId ?? '';
      } catch (error) {
        if (!(error instanceof EC2ServiceException)) throw error;
        if (error.name === 'VcpuLimitExceeded') throw await this.quotaReached(order, error);
        if (!NO_ROOM.includes(error.name)) throw error;
        refusal = error;
      }
    }
    throw new BuildFailed(
      `EC2 has no ${order.instanceType} in any zone of the stack (${refusal?.name ?? 'no subnet'}), so nothing was built; try later, or another --type.`,
      { cause: refusal },
    );
  }

  /** The quota may be enough, and in use by other instances. */
  private async quotaReached(
    { instanceType }: MachineOrder,
    cause: EC2ServiceException,
  ): Promise<BuildFailed> {
    const quota = quotasBehind([cause.name], await this.ec2.config.region());
    return new BuildFailed(
      `The account's quota has no room for a ${instanceType} beside the instances that run now, so nothing was built.${quota}`,
      { cause },
    );
  }

  /** Undefined while EC2 does not list the instance: just launched, or long terminated. */
  async state(id: string): Promise<string | undefined> {
    const Filters = [{ Name: 'instance-id', Values: [id] }];
    const { Reservations = [] } = await this.ec2.send(new DescribeInstancesCommand({ Filters }));
    return Reservations[0]?.Instances?.[0]?.State?.Name;
  }

  async untilStopped(id: string): Promise<void> {
    await untilSo(`${id} has stopped`, END_MINUTES, async () => {
      const state = await this.state(id);
      if (state === undefined || OVER.includes(state)) {
        throw new BuildFailed(`${id} was terminated before an image was made of it.`);
      }
      return state === 'stopped';
    });
  }

  /** End of the console output, as far as EC2 has it. */
  async lastWords(id: string): Promise<string> {
    const answer = await this.ec2
      .send(new GetConsoleOutputCommand({ InstanceId: id }))
      .catch(() => undefined);
    const text = Buffer.from(answer?.Output ?? '', 'base64').toString('utf8');
    return text.split('\n').slice(-30).join('\n');
  }

  /** Terminates instances, whose volumes are deleted with them, and waits until that is done. */
  async terminate(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.ec2.send(new TerminateInstancesCommand({ InstanceIds: [...ids] }));
    await untilSo('the machines of the build are terminated', END_MINUTES, async () => {
      const states = await Promise.all(ids.map((id) => this.state(id)));
      return states.every((state) => state === undefined || state === 'terminated');
    });
  }
}

function machineOf({ InstanceId = '', State, LaunchTime, Tags = [] }: Instance): BuilderMachine {
  return {
    id: InstanceId,
    state: State?.Name ?? '',
    launchedAt: LaunchTime ?? new Date(0),
    build: Tags.find(({ Key }) => Key === BUILD_TAG)?.Value,
  };
}

function runRequest(order: MachineOrder, subnet: string): RunInstancesCommandInput {
  const Tags = [...tagsOf(order.build), { Key: ROLE_TAG, Value: order.role }];
  return {
    ImageId: order.imageId,
    InstanceType: order.instanceType as _InstanceType,
    MinCount: 1,
    MaxCount: 1,
    SubnetId: subnet,
    SecurityGroupIds: [order.securityGroup],
    // The builder's disk becomes the image; the verifier's is not needed.
    InstanceInitiatedShutdownBehavior: order.role === 'builder' ? 'stop' : 'terminate',
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    BlockDeviceMappings: [
      {
        DeviceName: ROOT_DEVICE,
        Ebs: {
          VolumeType: 'gp3',
          VolumeSize: order.rootGiB,
          Encrypted: true,
          DeleteOnTermination: true,
        },
      },
    ],
    UserData: Buffer.from(userData(order)).toString('base64'),
    TagSpecifications: [
      { ResourceType: 'instance', Tags },
      { ResourceType: 'volume', Tags },
    ],
  };
}

function userData({ taskUrl, reportUrl, minutes }: MachineOrder): string {
  const script = readFileSync(new URL('./machine.sh', import.meta.url), 'utf8');
  return script
    .replace('@TASK_URL@', taskUrl)
    .replace('@REPORT_URL@', reportUrl)
    .replace('@MINUTES@', minutes.toString());
}
