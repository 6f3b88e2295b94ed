import { ACCOUNT } from '../connection.ts';
import { secondsIso, type Instance } from './instance.ts';

/** Leaves of /latest/meta-data: path → text. Credentials are served by metadata-server.ts. */
export function metadataLeaves(instance: Instance): ReadonlyMap<string, string> {
  const region = instance.zone.slice(0, -1);
  const leaves: Record<string, string | undefined> = {
    'ami-id': instance.imageId,
    hostname: `ip-${instance.privateIp.replaceAll('.', '-')}.${region}.compute.internal`,
    'instance-id': instance.id,
    'instance-life-cycle': instance.market,
    'instance-type': instance.type,
    'local-ipv4': instance.privateIp,
    'placement/availability-zone': instance.zone,
    'placement/region': region,
    'services/domain': 'amazonaws.com',
    'services/partition': 'aws',
    ...profile(instance),
    ...(instance.metadata.tags ? tags(instance) : {}),
    ...interruption(instance),
  };
  return new Map(
    Object.entries(leaves).filter((leaf): leaf is [string, string] => leaf[1] !== undefined),
  );
}

function profile({ profile: found }: Instance): Record<string, string> {
  if (!found) return {};
  return {
    'iam/info': JSON.stringify({ Code: 'Success', InstanceProfileArn: found.arn }),
  };
}

function tags(instance: Instance): Record<string, string> {
  const visible = Object.entries(instance.tags).filter(([key]) => !key.startsWith('aws:'));
  return Object.fromEntries(visible.map(([key, value]) => [`tags/instance/${key}`, value]));
}

function interruption({ interruption: notice, rebalanceAt }: Instance) {
  return {
    'spot/instance-action': notice && JSON.stringify(notice),
    'spot/termination-time': notice?.time,
    'events/recommendations/rebalance': rebalanceAt && JSON.stringify({ noticeTime: rebalanceAt }),
  };
}

/** IMDS's listing of a folder of the tree; undefined if it is no folder. */
export function listFolder(paths: Iterable<string>, folder: string): string | undefined {
  const prefix = folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
  const children = new Set<string>();
  for (const leaf of paths) {
    if (!leaf.startsWith(prefix)) continue;
    const rest = leaf.slice(prefix.length);
    const slash = rest.indexOf('/');
    children.add(slash < 0 ? rest : rest.slice(0, slash + 1));
  }
  return children.size > 0 ? [...children].sort().join('\n') : undefined;
}

export function identityDocument(instance: Instance): string {
  return JSON.stringify({
    accountId: ACCOUNT,
    architecture: 'x86_64',
    availabilityZone: instance.zone,
    imageId: instance.imageId,
    instanceId: instance.id,
    instanceType: instance.type,
    pendingTime: secondsIso(instance.launchedAt),
    privateIp: instance.privateIp,
    region: instance.zone.slice(0, -1),
    version: '2017-09-30',
  });
}
