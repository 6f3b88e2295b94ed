import type { LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import type { Catalog } from './catalog.ts';
import { Ec2Error } from './ec2-error.ts';
import type { Market } from '../../core/job/market.ts';
import type { LaunchSpecification, MetadataOptions } from './instance.ts';

const USER_DATA_BYTES = 16 * 1024;
const IMDS_TAG_KEY = /^(?!\.{1,2}$|_index$)[0-9a-zA-Z\-_+=,.@:]{1,255}$/;

/** A launch template and the request's overrides. */
export interface RunRequest {
  readonly template: LaunchTemplateVersion;
  readonly market: Market;
  readonly type: string | undefined;
  readonly subnetId: string | undefined;
  /** The subnet's, if the caller knows it. */
  readonly zone?: string | undefined;
  readonly imageId: string | undefined;
  /** Base64. */
  readonly userData?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly clientToken: string | undefined;
}

/**
 * Merges a launch template and a request into a launch specification.
 * @throws Ec2Error if EC2 would refuse the launch
 */
export async function specify(catalog: Catalog, request: RunRequest): Promise<LaunchSpecification> {
  const data = request.template.LaunchTemplateData ?? {};
  const subnetId = request.subnetId ?? data.NetworkInterfaces?.[0]?.SubnetId;
  const metadata = metadataOptions(request.template);
  const tags = { ...templateTags(request.template), ...request.tags };
  if (metadata.tags) refuseUnreadableTags(tags);
  return {
    type: request.type ?? data.InstanceType ?? 'm1.small',
    zone: request.zone ?? (await catalog.zoneOf(subnetId)),
    subnetId,
    imageId: await catalog.image(request.imageId ?? data.ImageId),
    market: request.market,
    userData: decodeUserData(request.userData ?? data.UserData ?? ''),
    tags,
    profile: data.IamInstanceProfile && (await catalog.profile(data.IamInstanceProfile)),
    metadata,
    onGuestShutdown: data.InstanceInitiatedShutdownBehavior === 'terminate' ? 'terminate' : 'stop',
    clientToken: request.clientToken,
  };
}

function decodeUserData(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length <= USER_DATA_BYTES) return bytes.toString('utf8');
  throw new Ec2Error(
    'InvalidUserData.Malformed',
    `User data is limited to ${USER_DATA_BYTES} bytes`,
  );
}

function metadataOptions({ LaunchTemplateData }: LaunchTemplateVersion): MetadataOptions {
  const options = LaunchTemplateData?.MetadataOptions;
  return {
    tokens: options?.HttpTokens === 'required' ? 'required' : 'optional',
    enabled: options?.HttpEndpoint !== 'disabled',
    tags: options?.InstanceMetadataTags === 'enabled',
  };
}

function templateTags({ LaunchTemplateData }: LaunchTemplateVersion): Record<string, string> {
  const ofInstance = (LaunchTemplateData?.TagSpecifications ?? []).filter(
    ({ ResourceType }) => ResourceType === 'instance',
  );
  const tags = ofInstance.flatMap(({ Tags }) => Tags ?? []);
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

function refuseUnreadableTags(tags: Readonly<Record<string, string>>): void {
  const key = Object.keys(tags).find((name) => !IMDS_TAG_KEY.test(name));
  if (key === undefined) return;
  throw new Ec2Error(
    'InvalidParameterValue',
    `'${key}' is not a valid tag key. Tag keys must match pattern ([0-9a-zA-Z\\-_+=,.@:]{1,255}), ` +
      "and must not be a reserved name ('.', '..', '_index')",
  );
}
