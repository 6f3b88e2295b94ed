import { randomUUID } from 'node:crypto';
import type { LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import type { Catalog } from './catalog.ts';
import { Ec2Error } from './ec2-error.ts';
import { aboutTags, type Faults } from './faults.ts';
import type { InstanceHost } from './host.ts';
import type { Market } from '../../core/job/market.ts';
import type { Instance } from './instance.ts';
import { specify } from './launch.ts';
import { read, zTagSpecifications } from './query.ts';
import { spotPrice } from './spot-prices.ts';
import { answerXml, type Xml } from './xml.ts';

const zOverride = z.object({
  InstanceType: z.string().optional(),
  SubnetId: z.string().optional(),
  ImageId: z.string().optional(),
  Priority: z.coerce.number().optional(),
  MaxPrice: z.coerce.number().positive().optional(),
});

const zFleet = z.object({
  Type: z.literal('instant', { error: 'this EC2 makes fleets of type instant only' }),
  ClientToken: z.string().max(64).optional(),
  TargetCapacitySpecification: z.object({
    TotalTargetCapacity: z.coerce.number().int().positive(),
    DefaultTargetCapacityType: z.enum(['spot', 'on-demand']).default('on-demand'),
  }),
  SpotOptions: z.object({ AllocationStrategy: z.string().optional() }).optional(),
  OnDemandOptions: z.object({ AllocationStrategy: z.string().optional() }).optional(),
  LaunchTemplateConfigs: z
    .array(
      z.object({
        LaunchTemplateSpecification: z.object({
          LaunchTemplateId: z.string().optional(),
          LaunchTemplateName: z.string().optional(),
          Version: z.string().optional(),
        }),
        Overrides: z.array(zOverride).default([{}]),
      }),
    )
    .min(1),
  TagSpecification: zTagSpecifications,
});

type FleetRequest = z.infer<typeof zFleet>;
type Override = z.infer<typeof zOverride>;

interface FleetPool {
  readonly template: LaunchTemplateVersion;
  readonly override: Override;
  readonly type: string;
  readonly zone: string;
  readonly market: Market;
}

interface Outcome {
  readonly errors: Xml[];
  readonly launched: Xml[];
}

export interface LaunchTools {
  readonly catalog: Catalog;
  readonly faults: Faults;
  readonly host: InstanceHost;
}

/**
 * CreateFleet of type instant. A pool without capacity becomes an entry in the error set of a 200
 * answer, beside the instances of other pools; only an invalid request fails.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFleet.html
 */
export async function createFleet(fields: URLSearchParams, tools: LaunchTools): Promise<string> {
  const request = read(zFleet, fields);
  const pools = byPreference(request, await poolsOf(request, tools.catalog));
  refuseTwoSubnetsOfOneZone(pools);
  const fleetId = `fleet-${randomUUID()}`;
  const { errors, launched } = await fill(request, pools, { ...tools, fleetId });
  return answerXml('CreateFleet', { fleetId, errorSet: errors, fleetInstanceSet: launched });
}

async function poolsOf(request: FleetRequest, catalog: Catalog): Promise<FleetPool[]> {
  const market = request.TargetCapacitySpecification.DefaultTargetCapacityType;
  const overrides = request.LaunchTemplateConfigs.flatMap((config) => config.Overrides);
  const zones = await catalog.zonesOf(overrides.flatMap(({ SubnetId }) => SubnetId ?? []));
  const perTemplate = request.LaunchTemplateConfigs.map(async (config) => {
    const template = await catalog.template(config.LaunchTemplateSpecification);
    return config.Overrides.map((override): FleetPool => {
      const type = override.InstanceType ?? template.LaunchTemplateData?.InstanceType ?? '';
      const zone = zones.get(override.SubnetId ?? '') ?? '';
      return { template, override, type, zone, market };
    });
  });
  return (await Promise.all(perTemplate)).flat();
}

/** Cheapest first, or by Priority for prioritized strategies. */
function byPreference(request: FleetRequest, pools: FleetPool[]): FleetPool[] {
  const { SpotOptions, OnDemandOptions } = request;
  const isSpot = request.TargetCapacitySpecification.DefaultTargetCapacityType === 'spot';
  const strategy = (isSpot ? SpotOptions : OnDemandOptions)?.AllocationStrategy ?? '';
  const rank = strategy.endsWith('prioritized')
    ? (pool: FleetPool) => pool.override.Priority ?? Infinity
    : (pool: FleetPool) => spotPrice(pool.type, pool.zone);
  return pools.toSorted((a, b) => Math.sign(rank(a) - rank(b)) || 0);
}

/** "A fleet can't span different subnets from the same Availability Zone." */
function refuseTwoSubnetsOfOneZone(pools: readonly FleetPool[]): void {
  const subnetOf = new Map<string, string>();
  for (const { zone, override } of pools) {
    if (!override.SubnetId) continue;
    const known = subnetOf.get(zone) ?? override.SubnetId;
    if (known !== override.SubnetId) {
      throw new Ec2Error(
        'InvalidParameterValue',
        `The fleet spans the subnets ${known} and ${override.SubnetId} of one Availability Zone (${zone})`,
      );
    }
    subnetOf.set(zone, known);
  }
}

/** Error of a spot pool whose price exceeds MaxPrice. */
function tooDear({ market, type, zone, override: { MaxPrice = Infinity } }: FleetPool) {
  if (market !== 'spot' || spotPrice(type, zone) <= MaxPrice) return undefined;
  return { code: 'SpotMaxPriceTooLow', message: `The Spot price of ${type} is above your maximum` };
}

async function fill(
  request: FleetRequest,
  pools: readonly FleetPool[],
  tools: LaunchTools & { readonly fleetId: string },
): Promise<Outcome> {
  const outcome: Outcome = { errors: [], launched: [] };
  for (const pool of pools) {
    const missing =
      request.TargetCapacitySpecification.TotalTargetCapacity - outcome.launched.length;
    if (missing <= 0) break;
    const fault =
      tooDear(pool) ??
      tools.faults.ofPool(pool, aboutTags(instanceTags(request))) ??
      tools.faults.ofQuota(pool.market, tools.host.all());
    if (fault) outcome.errors.push(poolError(pool, fault));
    else await launchInto(outcome, { request, pool, missing, tools });
  }
  return outcome;
}

async function launchInto(
  outcome: Outcome,
  ask: {
    request: FleetRequest;
    pool: FleetPool;
    missing: number;
    tools: LaunchTools & { readonly fleetId: string };
  },
): Promise<void> {
  const { request, pool, missing, tools } = ask;
  try {
    const specification = await specify(tools.catalog, {
      template: pool.template,
      market: pool.market,
      type: pool.override.InstanceType,
      subnetId: pool.override.SubnetId,
      zone: pool.zone || undefined,
      imageId: pool.override.ImageId,
      tags: { ...instanceTags(request), 'aws:ec2:fleet-id': tools.fleetId },
      clientToken: request.ClientToken,
    });
    for (let count = 0; count < missing; count++) {
      // Others may have launched while this one was prepared.
      const full = tools.faults.ofQuota(pool.market, tools.host.all());
      if (full) return void outcome.errors.push(poolError(pool, full));
      outcome.launched.push(launchedIn(pool, tools.host.launch(specification)));
    }
  } catch (error) {
    if (!(error instanceof Ec2Error)) throw error;
    outcome.errors.push(poolError(pool, error));
  }
}

function instanceTags(request: FleetRequest): Record<string, string> {
  const tags = request.TagSpecification.filter(({ ResourceType }) => ResourceType === 'instance');
  return Object.fromEntries(tags.flatMap(({ Tag }) => Tag.map(({ Key, Value }) => [Key, Value])));
}

function templateAndOverrides({ template, override }: FleetPool): Xml {
  return {
    launchTemplateSpecification: {
      launchTemplateId: template.LaunchTemplateId,
      version: template.VersionNumber,
    },
    overrides: { instanceType: override.InstanceType, subnetId: override.SubnetId },
  };
}

function poolError(pool: FleetPool, { code, message }: { code: string; message: string }): Xml {
  return {
    launchTemplateAndOverrides: templateAndOverrides(pool),
    lifecycle: pool.market,
    errorCode: code,
    errorMessage: message,
  };
}

function launchedIn(pool: FleetPool, { id, type }: Instance): Xml {
  return {
    launchTemplateAndOverrides: templateAndOverrides(pool),
    lifecycle: pool.market,
    instanceIds: [id],
    instanceType: type,
  };
}
