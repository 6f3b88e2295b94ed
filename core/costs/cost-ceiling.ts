/** A job's `maxCostUsd`: what its machines have cost so far, and for how long the rest pays. */
import { LEAST_SECONDS } from './job-effort.ts';
import type { JobInstance } from '../job/job.ts';
import type { Market } from '../job/market.ts';
import { ALONGSIDE_USD_PER_HOUR, usdPerHour } from './prices.ts';
import type { KeptQuote } from '../job/quote.ts';
import type { SpotPrices } from './spot-prices.ts';

/** Between the end of an attempt and the end of its charge: Settle, Terminate, and some patience with both. */
const ENDING_SECONDS = 60;
/** Too short for an attempt to boot, load its model and get anywhere. */
const USEFUL_SECONDS = 120;
/** A limit that EC2 is given lies this far above the spot price: one that is too near interrupts often. */
const SPOT_MARGIN = 1.25;

interface Spending {
  maxCostUsd?: number | undefined;
  earlierInstances: readonly JobInstance[];
  attempt?: number | undefined;
  quote?: KeptQuote | undefined;
}

/** A type that the job can pay for; with `maxUsdPerHour`, only as long as the spot price is not above it. */
export interface AffordableType {
  type: string;
  maxUsdPerHour?: number | undefined;
}

/** Of an unknown type nobody knows what it cost: then all is spent. */
export function spentUsd(instances: readonly JobInstance[], region: string): number {
  return instances.reduce((sum, { launchedAt = '', endedAt = '', ...instance }) => {
    const ran = (Date.parse(endedAt) - Date.parse(launchedAt)) / 1000;
    const seconds = Math.max(LEAST_SECONDS, Number.isNaN(ran) ? 0 : ran);
    return sum + (seconds / 3600) * (dearestUsdPerHour(instance, region) ?? Infinity);
  }, 0);
}

/** With what runs beside it. A spot price may rise, but no further than to here. */
function dearestUsdPerHour(
  { type, maxUsdPerHour }: AffordableType,
  region: string,
): number | undefined {
  if (maxUsdPerHour === undefined) return usdPerHour(region, type);
  return maxUsdPerHour + ALONGSIDE_USD_PER_HOUR;
}

/** How long one more attempt may take on an instance of this type; Infinity without a ceiling. */
export function secondsPaidFor(
  job: Spending,
  { region, ...offer }: AffordableType & { region: string },
): number {
  if (job.maxCostUsd === undefined) return Infinity;
  const price = dearestUsdPerHour(offer, region);
  if (price === undefined) return 0;
  return Math.floor((restUsd(job, region) / price) * 3600) - ENDING_SECONDS;
}

function restUsd({ maxCostUsd = Infinity, earlierInstances }: Spending, region: string): number {
  return maxCostUsd - spentUsd(earlierInstances, region);
}

/** What a job may ask for in a market: on-demand, or spot at what EC2 asks now. */
interface Wish {
  types: readonly string[];
  region: string;
  market: Market;
  spotPrices: SpotPrices | undefined;
}

/** Those of the types that the job can still pay for, on which it has time enough to be done. */
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

/** As the quote has it; what a next attempt has left to do, nobody knows. */
function neededSeconds({ quote, attempt = 1 }: Spending, type: string): number {
  const quoted = attempt > 1 ? undefined : quote?.basis.find((basis) => basis.type === type);
  return Math.max(USEFUL_SECONDS, quoted?.machineSeconds.low ?? 0);
}

function floorTo(value: number, digits: number): number {
  return Math.floor(value * digits) / digits;
}

/** The least that a quoted job may cost at most, at the prices of the quote. */
export function minimumBudgetOf(quote: KeptQuote): number {
  const costs = quote.basis.map(({ type, usdPerHour: { low } }) => {
    const seconds = neededSeconds({ earlierInstances: [], quote }, type) + ENDING_SECONDS;
    return (seconds / 3600) * (low + ALONGSIDE_USD_PER_HOUR);
  });
  return Math.ceil(Math.min(...costs) * 1000) / 1000;
}

/** The least that a job may cost at most, here; undefined where no price is known. */
export function minimumBudgetUsd(types: readonly string[], region: string): number | undefined {
  const prices = types.flatMap((type) => usdPerHour(region, type) ?? []);
  if (prices.length === 0) return undefined;
  const seconds = USEFUL_SECONDS + ENDING_SECONDS;
  // Rounded up to cents, so that the sum told is enough.
  return Math.ceil(((Math.min(...prices) * seconds) / 3600) * 100) / 100;
}
