/** Adapter of EC2 machine images and their snapshots. */
import {
  CreateImageCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  EC2ServiceException,
  type EC2Client,
  type Image,
} from '@aws-sdk/client-ec2';
import { BuildFailed } from './errors.ts';
import { BUILD_TAG, byTag, imageName, STAGE_TAG, tagsOf, VERIFIED_TAG } from './names.ts';
import type { Build, Tag } from './names.ts';
import { untilSo } from './until-so.ts';

/** Copying 16 GiB takes minutes; EC2 states no limit. */
const COPY_MINUTES = 60;
const SNAPSHOT_MINUTES = 5;

export interface TagValue {
  readonly name: string;
  readonly value: string;
}

export interface BuiltImage {
  readonly id: string;
  readonly build: string;
  readonly createdAt: string;
  readonly isAvailable: boolean;
  /** Device on which the verifier transcribed the sample; undefined before verification. */
  readonly verifiedOn: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export class PublishedImages {
  private readonly ec2: EC2Client;

  constructor(ec2: EC2Client) {
    this.ec2 = ec2;
  }

  async ofBuild(build: Build): Promise<BuiltImage | undefined> {
    return (await this.ofStage(build.stage)).find((image) => image.build === build.id);
  }

  /** Newest first. */
  async ofStage(stage: string): Promise<BuiltImage[]> {
    const { Images: found = [] } = await this.ec2.send(
      new DescribeImagesCommand({ Owners: ['self'], Filters: [byTag(STAGE_TAG, stage)] }),
    );
    return found.map(builtImage).toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  async exists(id: string): Promise<boolean> {
    const Filters = [{ Name: 'image-id', Values: [id] }];
    const { Images: found = [] } = await this.ec2.send(new DescribeImagesCommand({ Filters }));
    return found.length > 0;
  }

  /** The instance must be stopped: only then is its disk consistent. @returns the image id */
  async create(build: Build, instanceId: string, extra: readonly Tag[]): Promise<string> {
    const Tags = [...tagsOf(build), ...extra];
    const { ImageId = '' } = await this.ec2.send(
      new CreateImageCommand({
        InstanceId: instanceId,
        Name: imageName(build),
        Description: 'Transcribes Swedish speech: agent, engine and model of spotscribe',
        TagSpecifications: [
          { ResourceType: 'image', Tags },
          { ResourceType: 'snapshot', Tags },
        ],
      }),
    );
    return ImageId;
  }

  async untilAvailable(id: string): Promise<void> {
    await untilSo(`the image ${id} is available`, COPY_MINUTES, async () => {
      const Filters = [{ Name: 'image-id', Values: [id] }];
      const { Images: found = [] } = await this.ec2.send(new DescribeImagesCommand({ Filters }));
      const state = found[0]?.State;
      if (state === 'failed' || state === 'error') {
        throw new BuildFailed(`EC2 could not make the image ${id}; run the command again.`);
      }
      return state === 'available';
    });
  }

  async markVerified(id: string, device: string): Promise<void> {
    const Tags = [{ Key: VERIFIED_TAG, Value: device }];
    await this.ec2.send(new CreateTagsCommand({ Resources: [id], Tags }));
  }

  /**
   * Removes all images with the tag except `keep`, and all tagged snapshots that no kept image uses,
   * also orphans of an earlier removal. @returns the removed image ids
   */
  async remove({ name, value }: TagValue, keep: readonly string[] = []): Promise<string[]> {
    const Filters = [byTag(name, value)];
    const { Images: found = [] } = await this.ec2.send(
      new DescribeImagesCommand({ Owners: ['self'], Filters }),
    );
    const [kept, unwanted] = partition(found, ({ ImageId = '' }) => keep.includes(ImageId));
    for (const { ImageId } of unwanted) {
      await this.ec2.send(new DeregisterImageCommand({ ImageId }));
    }
    const { Snapshots = [] } = await this.ec2.send(
      new DescribeSnapshotsCommand({ OwnerIds: ['self'], Filters }),
    );
    const inUse = kept.flatMap(snapshotsOf);
    for (const { SnapshotId = '' } of Snapshots) {
      if (!inUse.includes(SnapshotId)) await this.deleteSnapshot(SnapshotId);
    }
    return unwanted.map(({ ImageId = '' }) => ImageId);
  }

  /** Retries InvalidSnapshot.InUse, which EC2 returns shortly after the image is deregistered. */
  private async deleteSnapshot(SnapshotId: string): Promise<void> {
    await untilSo(`the snapshot ${SnapshotId} is deleted`, SNAPSHOT_MINUTES, async () => {
      try {
        await this.ec2.send(new DeleteSnapshotCommand({ SnapshotId }));
        return true;
      } catch (error) {
        if (error instanceof EC2ServiceException && error.name === 'InvalidSnapshot.InUse') {
          return false;
        }
        throw error;
      }
    });
  }
}

function snapshotsOf({ BlockDeviceMappings = [] }: Image): string[] {
  return BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter((item) => isFirst(item)), items.filter((item) => !isFirst(item))];
}

function builtImage({ ImageId = '', CreationDate = '', State, Tags = [] }: Image): BuiltImage {
  const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  return {
    id: ImageId,
    build: tags[BUILD_TAG] ?? '',
    createdAt: CreationDate,
    isAvailable: State === 'available',
    verifiedOn: tags[VERIFIED_TAG],
    tags,
  };
}
