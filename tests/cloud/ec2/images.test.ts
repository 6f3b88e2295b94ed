import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  CreateImageCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { Instance } from '../../../local/ec2/instance.ts';
import { startFixture } from '../fixture/stack.ts';
import { until } from '../../support/until.ts';

/** A base image: a system without our program on it. */
const BASE = 'ami-0fedcba9876543210';
const base = mkdtempSync(path.join(tmpdir(), 'base-image-'));
mkdirSync(path.join(base, 'opt/spotscribe'), { recursive: true });
writeFileSync(path.join(base, 'opt/spotscribe/from-the-base'), 'the base');

const fixture = await startFixture({ notFoundMs: 0, images: [{ id: BASE, root: base }] });
const ec2 = new EC2Client({ ...fixture.aws.connection, maxAttempts: 1 });
const { host } = fixture.aws.ec2;
afterAll(async () => {
  await fixture.stop();
  rmSync(base, { recursive: true });
});

/** Launches without a launch template and waits until the script has switched the machine off. */
async function run(imageId: string, script: string): Promise<Instance> {
  const { Instances } = await ec2.send(
    new RunInstancesCommand({
      ImageId: imageId,
      InstanceType: 'g4dn.xlarge',
      SubnetId: fixture.output('SubnetA'),
      MinCount: 1,
      MaxCount: 1,
      InstanceInitiatedShutdownBehavior: 'stop',
      MetadataOptions: { HttpTokens: 'required' },
      UserData: Buffer.from(`#!/bin/bash\n${script}\nshutdown -P now\n`).toString('base64'),
    }),
  );
  const instance = host.get(Instances?.[0]?.InstanceId ?? '');
  if (!instance) throw new Error('nothing was launched');
  await until('the machine is off', () => instance.state === 'stopped');
  return instance;
}

async function imageOf({ id }: Instance, name: string): Promise<string> {
  const tag = (ResourceType: 'image' | 'snapshot') => ({
    ResourceType,
    Tags: [{ Key: 'build', Value: name }],
  });
  const TagSpecifications = [tag('image'), tag('snapshot')];
  const { ImageId = '' } = await ec2.send(
    new CreateImageCommand({ InstanceId: id, Name: name, TagSpecifications }),
  );
  await until('the image is available', async () => {
    const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }));
    return Images?.[0]?.State === 'available';
  });
  return ImageId;
}

const home = (instance: Instance) => path.join(instance.root, 'opt/spotscribe');

describe('an image made of an instance', () => {
  test('holds what the instance wrote, for every instance that is launched from it', async () => {
    const builder = await run(
      BASE,
      'cd "$SPOTSCRIBE_ROOT/opt/spotscribe" && cat from-the-base >written && touch .setup_complete',
    );
    const image = await imageOf(builder, 'first');
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [builder.id] }));
    const [one, two] = [await run(image, 'true'), await run(image, 'true')];
    for (const instance of [one, two]) {
      expect(readFileSync(path.join(home(instance), 'written'), 'utf8')).toBe('the base');
    }
    expect(existsSync(path.join(base, 'opt/spotscribe/written'))).toBe(false);
  });

  test('is found by its tags and by name, with its snapshot', async () => {
    const image = await imageOf(await run(BASE, 'true'), 'second');
    await ec2.send(
      new CreateTagsCommand({ Resources: [image], Tags: [{ Key: 'verified', Value: 'yes' }] }),
    );
    const Filters = [{ Name: 'tag:build', Values: ['second'] }];
    const { Images } = await ec2.send(new DescribeImagesCommand({ Filters, Owners: ['self'] }));
    const { Snapshots } = await ec2.send(new DescribeSnapshotsCommand({ Filters }));
    expect(Images).toMatchObject([
      {
        ImageId: image,
        Name: 'second',
        Tags: [{ Key: 'build' }, { Key: 'verified', Value: 'yes' }],
        BlockDeviceMappings: [{ Ebs: { SnapshotId: Snapshots?.[0]?.SnapshotId } }],
      },
    ]);
    expect(Snapshots).toHaveLength(1);
  });

  test('goes, and then its snapshot may go; nothing is launched from it any more', async () => {
    const builder = await run(BASE, 'true');
    const image = await imageOf(builder, 'third');
    await expect(imageOf(builder, 'third')).rejects.toThrow(/AMI name third is already in use/);
    const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [image] }));
    const SnapshotId = Images?.[0]?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId;
    const deletion = () => ec2.send(new DeleteSnapshotCommand({ SnapshotId }));
    await expect(deletion()).rejects.toMatchObject({ name: 'InvalidSnapshot.InUse' });
    await ec2.send(new DeregisterImageCommand({ ImageId: image }));
    await deletion();
    await expect(run(image, 'true')).rejects.toMatchObject({ name: 'InvalidAMIID.NotFound' });
    const { Snapshots } = await ec2.send(
      new DescribeSnapshotsCommand({ Filters: [{ Name: 'tag:build', Values: ['third'] }] }),
    );
    expect(Snapshots ?? []).toEqual([]);
  });

  test('is refused of an instance that runs', async () => {
    const { Instances } = await ec2.send(
      new RunInstancesCommand({ ImageId: BASE, MinCount: 1, MaxCount: 1 }),
    );
    const InstanceId = Instances?.[0]?.InstanceId ?? '';
    await expect(
      ec2.send(new CreateImageCommand({ InstanceId, Name: 'of a running one' })),
    ).rejects.toMatchObject({ name: 'IncorrectInstanceState' });
  });
});
