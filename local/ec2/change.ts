import type { LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { ACCOUNT } from '../connection.ts';
import type { Catalog } from './catalog.ts';
import type { LaunchTools } from './create-fleet.ts';
import { Ec2Error } from './ec2-error.ts';
import type { InstanceHost } from './host.ts';
import { instanceXml, stateXml } from './instance-xml.ts';
import { specify } from './launch.ts';
import { read, zFlag, zTags, zTagSpecifications } from './query.ts';
import type { VisibleInstances } from './visible-instances.ts';
import { answerXml } from './xml.ts';

const zRun = z.object({
  ClientToken: z.string().max(64).optional(),
  MaxCount: z.coerce.number().int().positive().default(1),
  LaunchTemplate: z
    .object({
      LaunchTemplateId: z.string().optional(),
      LaunchTemplateName: z.string().optional(),
      Version: z.string().optional(),
    })
    .optional(),
  InstanceInitiatedShutdownBehavior: z.enum(['stop', 'terminate']).optional(),
  MetadataOptions: z.object({ HttpTokens: z.enum(['required', 'optional']).optional() }).optional(),
  InstanceType: z.string().optional(),
  SubnetId: z.string().optional(),
  ImageId: z.string().optional(),
  UserData: z.string().optional(),
  InstanceMarketOptions: z.object({ MarketType: z.string() }).optional(),
  TagSpecification: zTagSpecifications,
});

/** RunInstances, with or without a launch template. Unlike CreateFleet, it fails without capacity. */
export async function runInstances(fields: URLSearchParams, tools: LaunchTools): Promise<string> {
  const request = read(zRun, fields);
  const template = await templateOf(request, tools.catalog);
  const specification = await specify(tools.catalog, {
    template,
    market: request.InstanceMarketOptions?.MarketType === 'spot' ? 'spot' : 'on-demand',
    type: request.InstanceType,
    subnetId: request.SubnetId,
    imageId: request.ImageId,
    userData: request.UserData,
    tags: Object.fromEntries(
      request.TagSpecification.filter((t) => t.ResourceType === 'instance')
        .flatMap((t) => t.Tag)
        .map(({ Key, Value }) => [Key, Value]),
    ),
    clientToken: request.ClientToken,
  });
  const fault = tools.faults.ofPool(specification);
  if (fault) throw new Ec2Error(fault.code, fault.message, 500);
  const launched = Array.from({ length: request.MaxCount }, () => tools.host.launch(specification));
  return answerXml('RunInstances', {
    reservationId: `r-${launched[0]?.id.slice(2) ?? ''}`,
    ownerId: ACCOUNT,
    instancesSet: launched.map(instanceXml),
  });
}

/** Parameters of the request override the template's. */
async function templateOf(
  request: z.infer<typeof zRun>,
  catalog: Catalog,
): Promise<LaunchTemplateVersion> {
  const { LaunchTemplate, InstanceInitiatedShutdownBehavior, MetadataOptions } = request;
  const version: LaunchTemplateVersion = LaunchTemplate
    ? await catalog.template(LaunchTemplate)
    : {};
  const data = version.LaunchTemplateData ?? {};
  return {
    ...version,
    LaunchTemplateData: {
      ...data,
      InstanceInitiatedShutdownBehavior:
        InstanceInitiatedShutdownBehavior ?? data.InstanceInitiatedShutdownBehavior,
      MetadataOptions: { ...data.MetadataOptions, ...MetadataOptions },
    },
  };
}

const zTerminate = z.object({ InstanceId: z.array(z.string()).min(1), DryRun: zFlag });

/** All or nothing: an unknown id fails the call before any termination. */
export function terminateInstances(
  fields: URLSearchParams,
  host: InstanceHost,
  visible: VisibleInstances,
): string {
  const { InstanceId, DryRun } = read(zTerminate, fields);
  const instances = visible.require(InstanceId);
  if (DryRun) {
    const message = 'Request would have succeeded, but DryRun flag is set.';
    throw new Ec2Error('DryRunOperation', message, 412);
  }
  const changes = instances.map((instance) => {
    const previous = instance.state;
    host.terminate(instance.id);
    return {
      instanceId: instance.id,
      currentState: stateXml(instance.state),
      previousState: stateXml(previous),
    };
  });
  return answerXml('TerminateInstances', { instancesSet: changes });
}

const zCreateTags = z.object({ ResourceId: z.array(z.string()).min(1), Tag: zTags });

/** @throws Ec2Error for an unknown id */
export type TaggedById = (ids: readonly string[]) => readonly { tags: Record<string, string> }[];

export function createTags(fields: URLSearchParams, tagged: TaggedById): string {
  const { ResourceId, Tag } = read(zCreateTags, fields);
  for (const { tags } of tagged(ResourceId)) {
    Object.assign(tags, Object.fromEntries(Tag.map(({ Key, Value }) => [Key, Value])));
  }
  return answerXml('CreateTags', { return: true });
}

const zDeleteTags = z.object({
  ResourceId: z.array(z.string()).min(1),
  Tag: z.array(z.object({ Key: z.string() })).min(1),
});

export function deleteTags(fields: URLSearchParams, tagged: TaggedById): string {
  const { ResourceId, Tag } = read(zDeleteTags, fields);
  for (const { tags } of tagged(ResourceId)) {
    for (const { Key } of Tag) Reflect.deleteProperty(tags, Key);
  }
  return answerXml('DeleteTags', { return: true });
}
