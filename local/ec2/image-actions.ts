/** EC2 API actions on machine images and snapshots. */
import * as z from 'zod';
import { ACCOUNT } from '../connection.ts';
import { matching, zFilters, type Fields } from './filters.ts';
import type { RegisteredImages, MachineImage, Snapshot } from './images.ts';
import { tagSetXml } from './instance-xml.ts';
import { read, zTagSpecifications } from './query.ts';
import type { VisibleInstances } from './visible-instances.ts';
import { answerXml, type Xml } from './xml.ts';

const zCreate = z.object({
  InstanceId: z.string(),
  Name: z.string().min(3).max(128),
  TagSpecification: zTagSpecifications,
});

/** Tags of a resource, for the conditions of policies. */
export type KeepTags = (id: string, tags: Record<string, string>) => Promise<void>;

export async function createImage(
  fields: URLSearchParams,
  images: RegisteredImages,
  { visible, keepTags }: { visible: VisibleInstances; keepTags: KeepTags },
): Promise<string> {
  const { InstanceId, Name, TagSpecification } = read(zCreate, fields);
  const tagsOf = (kind: string) =>
    Object.fromEntries(
      TagSpecification.filter(({ ResourceType }) => ResourceType === kind)
        .flatMap(({ Tag }) => Tag)
        .map(({ Key, Value }) => [Key, Value]),
    );
  const tags = { image: tagsOf('image'), snapshot: tagsOf('snapshot') };
  const [instance] = visible.require([InstanceId]);
  const image = instance && images.create({ instance, name: Name, tags });
  if (image) await keepTags(image.id, image.tags);
  if (image?.snapshot) await keepTags(image.snapshot.id, image.snapshot.tags);
  return answerXml('CreateImage', { imageId: image?.id });
}

const zImages = z.object({ ImageId: z.array(z.string()).default([]), Filter: zFilters });

const IMAGE_FIELDS: Fields<MachineImage> = {
  'image-id': ({ id }) => [id],
  name: ({ name }) => [name],
  state: ({ state }) => [state],
};

export function describeImages(fields: URLSearchParams, images: RegisteredImages): string {
  const { ImageId, Filter } = read(zImages, fields);
  const among = ImageId.length > 0 ? ImageId.map((id) => images.require(id)) : images.all();
  const found = matching(among, Filter, IMAGE_FIELDS);
  return answerXml('DescribeImages', { imagesSet: found.map(imageXml) });
}

function imageXml({ id, name, state, createdAt, snapshot, tags }: MachineImage): Xml {
  return {
    imageId: id,
    name,
    imageState: state,
    imageOwnerId: ACCOUNT,
    creationDate: createdAt.toISOString(),
    architecture: 'x86_64',
    imageType: 'machine',
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    blockDeviceMapping: snapshot && [
      { deviceName: '/dev/xvda', ebs: { snapshotId: snapshot.id, volumeType: 'gp3' } },
    ],
    tagSet: tagSetXml(tags),
  };
}

export async function deregisterImage(
  fields: URLSearchParams,
  images: RegisteredImages,
): Promise<string> {
  await images.deregister(read(z.object({ ImageId: z.string() }), fields).ImageId);
  return answerXml('DeregisterImage', { return: true });
}

const zSnapshots = z.object({ SnapshotId: z.array(z.string()).default([]), Filter: zFilters });

const SNAPSHOT_FIELDS: Fields<Snapshot> = { 'snapshot-id': ({ id }) => [id] };

export function describeSnapshots(fields: URLSearchParams, images: RegisteredImages): string {
  const { SnapshotId, Filter } = read(zSnapshots, fields);
  const among =
    SnapshotId.length > 0 ? SnapshotId.map((id) => images.requireSnapshot(id)) : images.snapshots();
  const found = matching(among, Filter, SNAPSHOT_FIELDS);
  return answerXml('DescribeSnapshots', {
    snapshotSet: found.map(({ id, startedAt, tags }) => ({
      snapshotId: id,
      status: 'completed',
      startTime: startedAt.toISOString(),
      ownerId: ACCOUNT,
      tagSet: tagSetXml(tags),
    })),
  });
}

export function deleteSnapshot(fields: URLSearchParams, images: RegisteredImages): string {
  images.deleteSnapshot(read(z.object({ SnapshotId: z.string() }), fields).SnapshotId);
  return answerXml('DeleteSnapshot', { return: true });
}
