/** A job's `maxCostUsd`: what its machines have cost so far, and for how long the rest pays. */
import type { JobInstance } from './job.ts';
import { usdPerHour } from './prices.ts';

/** EC2 charges by the second, and a minute at least. Source: https://aws.amazon.com/ec2/pricing/on-demand/ */
const LEAST_SECONDS = 60;
/** Between the end of an attempt and the end of its charge: Settle, Terminate, and some patience with both. */
const ENDING_SECONDS = 60;
/** Too short for an attempt to boot, load its model and get anywhere. */
const USEFUL_SECONDS = 120;

interface Spending {
  maxCostUsd?: number | undefined;
  earlierInstances: readonly JobInstance[];
}

/** Of an unknown type nobody knows what it cost: then all is spent. */
export function spentUsd(instances: readonly JobInstance[], region: string): number {
  return instances.reduce((sum, { type, launchedAt = '', endedAt = '' }) => {
    const ran = (Date.parse(endedAt) - Date.parse(launchedAt)) / 1000;
    const seconds = Math.max(LEAST_SECONDS, Number.isNaN(ran) ? 0 : ran);
    return sum + (seconds / 3600) * (usdPerHour(region, type) ?? Infinity);
  }, 0);
}

/** How long one more attempt may take on an instance of this type; Infinity without a ceiling. */
export function secondsPaidFor(
  job: Spending,
  { type, region }: { type: string; region: string },
): number {
  if (job.maxCostUsd === undefined) return Infinity;
  const price = usdPerHour(region, type);
  if (price === undefined) return 0;
  const rest = job.maxCostUsd - spentUsd(job.earlierInstances, region);
  return Math.floor((rest / price) * 3600) - ENDING_SECONDS;
}

/** Those of the types that the job can still pay for. */
export function affordableTypes(
  job: Spending,
  { types, region }: { types: readonly string[]; region: string },
): string[] {
  return types.filter((type) => secondsPaidFor(job, { type, region }) >= USEFUL_SECONDS);
}

/** The least that a job may cost at most, here; undefined where no price is known. */
export function leastCeilingUsd(types: readonly string[], region: string): number | undefined {
  const prices = types.flatMap((type) => usdPerHour(region, type) ?? []);
  if (prices.length === 0) return undefined;
  const seconds = USEFUL_SECONDS + ENDING_SECONDS;
  // Rounded up to cents, so that the sum told is enough.
  return Math.ceil(((Math.min(...prices) * seconds) / 3600) * 100) / 100;
}
