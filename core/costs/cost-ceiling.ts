/**
 * The sum that a job's machines may cost, by its `maxCostUsd` or what it holds of a budget: what they have
 * cost, and how long the rest pays for.
 */
import { heldForMachinesUsd, type Costing } from './most-usd.ts';
import { LEAST_SECONDS } from './job-effort.ts';
import type { JobInstance } from '../job/job.ts';
import type { Market } from '../job/market.ts';
import { invocationTime } from './invocation-seconds.ts';
import { ALONGSIDE_USD_PER_HOUR, usdPerHour } from './prices.ts';
import type { KeptQuote } from '../job/quote.ts';
import type { SpotPrices } from './spot-prices.ts';

/** From the end of an attempt until its charge ends: Settle, Terminate, and retries of both. */
const ENDING_SECONDS = 60;
/** Shortest useful attempt: boot, load the model, make some progress. */
const USEFUL_SECONDS = 120;
/** Spot limit as a multiple of the spot price: a limit too close to it causes interruptions. */
const SPOT_MARGIN = 1.25;

type Spending = Costing & { attempt?: number | undefined };

/** A type that the job can pay for; with `maxUsdPerHour`, only while the spot price is not above it. */
export interface AffordableType {
  type: string;
  maxUsdPerHour?: number | undefined;
}

/** An instance of unknown price counts as having spent everything (Infinity). */
export function spentUsd(instances: readonly JobInstance[], region: string): number {
  return instances.reduce((sum, instance) => sum + spentOn(instance, region), 0);
}

function spentOn(instance: JobInstance, region: string): number {
  const { market, launchedAt = '', takenAt, endedAt = '', usdPerHour } = instance;
  if (market === 'own') return 0;
  if (market === 'sagemaker') {
    return (invocationTime(instance, new Date()).seconds / 3600) * (usdPerHour ?? Infinity);
  }
  const ran = (Date.parse(endedAt) - Date.parse(takenAt ?? launchedAt)) / 1000;
  const least = takenAt === undefined ? LEAST_SECONDS : 0;
  const seconds = Math.max(least, Number.isNaN(ran) ? 0 : ran);
  return (seconds / 3600) * (dearestUsdPerHour(instance, region) ?? Infinity);
}

/** Highest possible price with disk and address, USD an hour: the spot limit, or the on-demand price. */
function dearestUsdPerHour(
  { type, maxUsdPerHour }: AffordableType,
  region: string,
): number | undefined {
  if (maxUsdPerHour === undefined) return usdPerHour(region, type);
  return maxUsdPerHour + ALONGSIDE_USD_PER_HOUR;
}

/** Seconds that one more attempt may take on this type; Infinity without a ceiling. */
export function secondsPaidFor(
  job: Spending,
  { region, ...offer }: AffordableType & { region: string },
): number {
  if (ceilingUsd(job) === Infinity) return Infinity;
  const price = dearestUsdPerHour(offer, region);
  if (price === undefined) return 0;
  return Math.floor((restUsd(job, region) / price) * 3600) - ENDING_SECONDS;
}

function restUsd(job: Spending, region: string): number {
  return ceilingUsd(job) - spentUsd(job.earlierInstances, region);
}

/** What the machines of all attempts may cost: maxCostUsd, or what the job holds of a budget. Infinity: all. */
export function ceilingUsd(job: Spending): number {
  return Math.min(job.maxCostUsd ?? Infinity, heldForMachinesUsd(job));
}

/**
 * Seconds that a pool's machine may have the job for, at the dearest price of the quote; Infinity
 * without a budget. The machine does not end with the job.
 */
export function pooledSeconds(job: Spending, region: string): number {
  const { quote } = job;
  if (!quote || heldForMachinesUsd(job) === Infinity) return Infinity;
  const dearest = Math.max(...quote.basis.map(({ usdPerHour: { high } }) => high));
  return Math.floor((restUsd(job, region) / (dearest + quote.besideUsdPerHour)) * 3600);
}

/** Seconds of work that the rest of the ceiling pays for at a price in USD an hour; Infinity without one. */
export function secondsAt(usdPerHour: number, job: Spending, region: string): number {
  const rest = restUsd(job, region);
  return rest < Infinity ? Math.floor((Math.max(0, rest) / usdPerHour) * 3600) : Infinity;
}

/** What to look for in a market: on-demand, or spot at EC2's current prices. */
interface Wish {
  types: readonly string[];
  region: string;
  market: Market;
  spotPrices: SpotPrices | undefined;
}

/** Types that the job can still pay for long enough to finish. */
export function affordableTypes(
  job: Spending,
  { types, region, market, spotPrices }: Wish,
): AffordableType[] {
  return types.flatMap((type) => {
    const needed = neededSeconds(job, type);
    if (secondsPaidFor(job, { type, region }) >= needed) return [{ type }];
    if (market === 'on-demand') return [];
    const zones = Object.values(spotPrices?.byType[type] ?? {});
    const affordable = restUsd(job, region) / ((needed + ENDING_SECONDS) / 3600);
    const most = affordable - ALONGSIDE_USD_PER_HOUR;
    const maxUsdPerHour = floorTo(Math.min(most, SPOT_MARGIN * Math.max(...zones)), 1e4);
    return maxUsdPerHour >= Math.min(...zones) ? [{ type, maxUsdPerHour }] : [];
  });
}

/** Low end of the quote; unknown for a retry, which may resume from a checkpoint. */
function neededSeconds({ quote, attempt = 1 }: Spending, type: string): number {
  const quoted = attempt > 1 ? undefined : quote?.basis.find((basis) => basis.type === type);
  return Math.max(USEFUL_SECONDS, quoted?.machineSeconds.low ?? 0);
}

function floorTo(value: number, digits: number): number {
  return Math.floor(value * digits) / digits;
}

/** Smallest maxCostUsd accepted for a quoted job, at the quote's prices. */
export function minimumBudgetOf(quote: KeptQuote): number {
  const costs = quote.basis.map(({ type, usdPerHour: { low } }) => {
    const seconds = neededSeconds({ earlierInstances: [], quote }, type) + ENDING_SECONDS;
    return (seconds / 3600) * (low + ALONGSIDE_USD_PER_HOUR);
  });
  return Math.ceil(Math.min(...costs) * 1000) / 1000;
}

/** Smallest maxCostUsd that this deployment accepts; undefined if no price is known. */
export function minimumBudgetUsd(types: readonly string[], region: string): number | undefined {
  const prices = types.flatMap((type) => usdPerHour(region, type) ?? []);
  if (prices.length === 0) return undefined;
  const seconds = USEFUL_SECONDS + ENDING_SECONDS;
  // Rounded up to cents, so that the reported amount is enough.
  return Math.ceil(((Math.min(...prices) * seconds) / 3600) * 100) / 100;
}
