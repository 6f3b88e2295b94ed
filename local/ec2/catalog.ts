import {
  DescribeLaunchTemplateVersionsCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  type LaunchTemplateVersion,
} from '@aws-sdk/client-ec2';
import { GetInstanceProfileCommand, type IAMClient } from '@aws-sdk/client-iam';
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { Ec2Error } from './ec2-error.ts';
import type { RegisteredImages } from './images.ts';
import { zonesOf } from './spot-prices.ts';

/** Launch template by id or name, with an optional version. */
export interface TemplateReference {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
  readonly Version?: string | undefined;
}

export interface CatalogClients {
  readonly ec2: EC2Client;
  readonly iam: IAMClient;
  readonly ssm: SSMClient;
}

const RESOLVE = 'resolve:ssm:';
const IMAGE_TYPE = 'aws:ec2:image';

/**
 * Resolves what a launch refers to: templates, subnets, profiles and parameters in the emulator,
 * machine images here.
 */
export class Catalog {
  readonly #clients: CatalogClients;
  readonly #images: RegisteredImages;
  readonly #region: string;

  constructor(clients: CatalogClients, images: RegisteredImages, region: string) {
    this.#clients = clients;
    this.#images = images;
    this.#region = region;
  }

  /** @throws Ec2Error InvalidLaunchTemplateId.NotFound, InvalidLaunchTemplateName.NotFoundException */
  async template(reference: TemplateReference): Promise<LaunchTemplateVersion> {
    const { LaunchTemplateId, LaunchTemplateName, Version = '$Default' } = reference;
    const version = await this.#clients.ec2
      .send(
        new DescribeLaunchTemplateVersionsCommand({
          LaunchTemplateId,
          LaunchTemplateName,
          Versions: [Version],
        }),
      )
      .catch(() => undefined);
    const found = version?.LaunchTemplateVersions?.[0];
    if (found) return found;
    throw templateNotFound(reference);
  }

  /** Zones of subnets, by one request for all. @throws Ec2Error InvalidSubnetID.NotFound */
  async zonesOf(subnetIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (subnetIds.length === 0) return new Map();
    const { Subnets = [] } = await this.#clients.ec2.send(new DescribeSubnetsCommand({}));
    const zones = new Map(Subnets.map((one) => [one.SubnetId ?? '', one.AvailabilityZone ?? '']));
    const missing = subnetIds.find((id) => !zones.has(id));
    if (missing === undefined) return zones;
    throw new Ec2Error('InvalidSubnetID.NotFound', `The subnet ID '${missing}' does not exist`);
  }

  /** Without a subnet: any zone of the region. @throws Ec2Error InvalidSubnetID.NotFound */
  async zoneOf(subnetId: string | undefined): Promise<string> {
    const zones = await this.zonesOf(subnetId === undefined ? [] : [subnetId]);
    return zones.get(subnetId ?? '') ?? zonesOf(this.#region)[0] ?? '';
  }

  /**
   * Resolves `resolve:ssm:NAME` at launch time.
   * @throws Ec2Error InvalidParameterValue, InvalidAMIID.Malformed, .NotFound, .Unavailable
   */
  async image(id: string | undefined): Promise<string> {
    const imageId = id?.startsWith(RESOLVE) ? await this.#parameter(id) : id;
    if (imageId?.startsWith('ami-')) return this.#images.requireAvailable(imageId).id;
    throw new Ec2Error(
      'InvalidAMIID.Malformed',
      `Invalid id: "${imageId ?? ''}" (expecting "ami-...")`,
    );
  }

  /** Role of an instance profile. @throws Ec2Error InvalidParameterValue */
  async profile(given: {
    Arn?: string | undefined;
    Name?: string | undefined;
  }): Promise<{ arn: string; role: string }> {
    const name = given.Name ?? given.Arn?.replace(/^.*\//, '') ?? '';
    const answer = await this.#clients.iam
      .send(new GetInstanceProfileCommand({ InstanceProfileName: name }))
      .catch(() => undefined);
    const found = answer?.InstanceProfile;
    const role = found?.Roles?.[0]?.RoleName;
    if (found?.Arn && role) return { arn: found.Arn, role };
    throw new Ec2Error(
      'InvalidParameterValue',
      `Value (${given.Name ?? given.Arn ?? ''}) for parameter iamInstanceProfile is invalid. Invalid IAM Instance Profile`,
    );
  }

  async #parameter(reference: string): Promise<string | undefined> {
    const command = new GetParameterCommand({ Name: reference.slice(RESOLVE.length) });
    const answer = await this.#clients.ssm.send(command).catch(() => undefined);
    if (answer?.Parameter?.DataType === IMAGE_TYPE) return answer.Parameter.Value;
    throw new Ec2Error(
      'InvalidParameterValue',
      `The parameter ${reference} does not exist, or is not of the data type ${IMAGE_TYPE}.`,
    );
  }
}

function templateNotFound(reference: TemplateReference): Ec2Error {
  const { LaunchTemplateId: id, LaunchTemplateName: name, Version } = reference;
  const version = Version ? ` or its version ${Version}` : '';
  return id
    ? new Ec2Error(
        'InvalidLaunchTemplateId.NotFound',
        `The specified launch template, with template ID ${id},${version} does not exist.`,
      )
    : new Ec2Error(
        'InvalidLaunchTemplateName.NotFoundException',
        `The specified launch template, with template name ${name ?? ''},${version} does not exist.`,
      );
}
