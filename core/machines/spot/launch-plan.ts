/**
 * What an attempt may request from EC2: types, price limits and markets, decided once from the
 * job's ceiling, prices and the deployment. Every round of the attempt uses the same plan.
 */
import { JobFailure } from '../../base/job-errors.ts';
import { heldUsd } from '../../costs/held-usd.ts';
import { affordableTypes, spentUsd, type AffordableType } from '../../costs/cost-ceiling.ts';
import { onDemandUsdPerHour } from '../../costs/prices.ts';
import type { SpotPrices } from '../../costs/spot-prices.ts';
import type { Job, JobInstance } from '../../job/job.ts';
import type { Market } from '../../job/market.ts';
import type { LaunchRequest } from './spot-fleet.ts';

/** Launch settings of this deployment. */
export interface SpotDeployment {
  stage: string;
  region: string;
  launchTemplate: string;
  instanceTypes: readonly string[];
  /** Subnet ids; `zones` has the zone of each at the same index. */
  subnets: readonly string[];
  zones: readonly string[];
  onDemandFallback: boolean;
  rootGib: number;
}

/** Prices in USD an hour. */
export interface LaunchPlan {
  /** `spot` is never empty; `on-demand` is, unless declared and affordable. */
  types: Readonly<Record<Market, readonly AffordableType[]>>;
  spotPrices: SpotPrices | undefined;
}

/** @throws JobFailure MaxCostExceeded if the ceiling pays for no type in any market */
export function planLaunch(
  job: Job,
  { instanceTypes, region, onDemandFallback }: SpotDeployment,
  spotPrices: SpotPrices | undefined,
): LaunchPlan {
  const typesIn = (market: Market) =>
    affordableTypes(job, { types: instanceTypes, region, spotPrices, market });
  const spot = typesIn('spot');
  if (spot.length === 0) throw tooDear(job, region);
  // On-demand that is affordable implies affordable spot: the spot price is never higher.
  return { types: { spot, 'on-demand': onDemandFallback ? typesIn('on-demand') : [] }, spotPrices };
}

/** Spot in even rounds; on-demand in odd ones, if planned: a market with its own capacity and quota. */
export function marketOf({ types }: LaunchPlan, round: number): Market {
  return types['on-demand'].length > 0 && round % 2 === 1 ? 'on-demand' : 'spot';
}

export function requestOf(
  job: Job,
  plan: LaunchPlan,
  { deployment, round, imageId }: { deployment: SpotDeployment; round: number; imageId: string },
): LaunchRequest {
  const market = marketOf(plan, round);
  const { launchTemplate, subnets, zones } = deployment;
  return {
    ...{ jobId: job.jobId, attempt: job.attempt, market, round, launchTemplate, imageId },
    instanceTypes: plan.types[market].map(({ type }) => type),
    maxUsdPerHour: limitsOf(plan.types[market]),
    subnets: subnets.map((id, index) => ({ id, zone: zones[index] ?? 'unknown' })),
    avoid: job.lostPools,
    tags: tagsOf(job, deployment),
  };
}

export function tagsOf({ attempt }: Job, { stage }: SpotDeployment) {
  return { Project: `spotscribe-${stage}`, Attempt: attempt.toString() };
}

/** Adds price and limit, which EC2 does not return. */
export function priced(
  instance: JobInstance,
  { types, spotPrices }: LaunchPlan,
  { region, rootGib }: SpotDeployment,
): JobInstance {
  const { type, market, zone } = instance;
  const isSpot = market === 'spot';
  const spotPrice = isSpot ? spotPrices?.byType[type]?.[zone] : undefined;
  const usdPerHour = spotPrice ?? onDemandUsdPerHour(region, type);
  const limit = isSpot ? limitsOf(types.spot)[type] : undefined;
  return {
    ...instance,
    ...(limit !== undefined && { maxUsdPerHour: limit }),
    rootGib,
    ...(usdPerHour !== undefined && {
      usdPerHour,
      priceFrom: spotPrice === undefined ? 'recorded' : 'spot',
    }),
  };
}

function limitsOf(types: readonly AffordableType[]): Record<string, number> {
  return Object.fromEntries(
    types.flatMap(({ type, maxUsdPerHour }) =>
      maxUsdPerHour === undefined ? [] : [[type, maxUsdPerHour]],
    ),
  );
}

function tooDear(job: Job, region: string): JobFailure {
  const spent = spentUsd(job.earlierInstances, region).toFixed(2);
  if (job.maxCostUsd === undefined) {
    return new JobFailure(
      'BudgetExceeded',
      `The job holds ${heldUsd(job) ?? 0} USD of its budget; its earlier attempts have cost about ${spent}, and the rest pays for no instance on which it could be done.${quoted(job)} Create it again with a maxCostUsd: it reserves that instead.`,
    );
  }
  return new JobFailure(
    'MaxCostExceeded',
    `The job has a ceiling of ${job.maxCostUsd} USD; its earlier attempts have cost about ${spent}, and the rest pays for no instance on which it could be done.${quoted(job)} Create it again with a higher maxCostUsd.`,
  );
}

function quoted({ quote, attempt }: Job): string {
  if (!quote || attempt > 1) return '';
  return ` The quote is ${quote.costUsd.low} to ${quote.costUsd.high} USD.`;
}
