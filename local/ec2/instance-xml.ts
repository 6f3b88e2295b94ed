import { secondsIso, STATE_CODES, type Instance, type InstanceState } from './instance.ts';
import type { Xml } from './xml.ts';

export function stateXml(state: InstanceState): Xml {
  return { code: STATE_CODES[state], name: state };
}

export function tagSetXml(tags: Readonly<Record<string, string>>): Xml {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** An instance in the answers of DescribeInstances and RunInstances. */
export function instanceXml(instance: Instance): Xml {
  const { state, stateReason, terminatedAt, profile } = instance;
  return {
    instanceId: instance.id,
    imageId: instance.imageId,
    instanceState: stateXml(state),
    reason: terminatedAt && `User initiated (${secondsIso(terminatedAt)})`,
    instanceType: instance.type,
    launchTime: instance.launchedAt.toISOString(),
    placement: { availabilityZone: instance.zone, tenancy: 'default' },
    subnetId: instance.subnetId,
    privateIpAddress: instance.privateIp,
    architecture: 'x86_64',
    rootDeviceType: 'ebs',
    instanceLifecycle: instance.market === 'spot' ? 'spot' : undefined,
    clientToken: instance.clientToken,
    tagSet: tagSetXml(instance.tags),
    stateReason: stateReason && { code: stateReason.code, message: stateReason.message },
    iamInstanceProfile: profile && { arn: profile.arn },
    metadataOptions: {
      state: 'applied',
      httpTokens: instance.metadata.tokens,
      httpEndpoint: instance.metadata.enabled ? 'enabled' : 'disabled',
      instanceMetadataTags: instance.metadata.tags ? 'enabled' : 'disabled',
    },
  };
}

/** One reservation per instance, as if each was launched by its own call. */
export function reservationsXml(instances: readonly Instance[], owner: string): Xml {
  return instances.map((instance) => ({
    reservationId: `r-${instance.id.slice(2)}`,
    ownerId: owner,
    instancesSet: [instanceXml(instance)],
  }));
}
