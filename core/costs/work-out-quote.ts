/** Estimates cost and time of a job from its duration, measured speeds, and prices. */
import { analysisSeconds, expectedRate, type AnalysisTokens } from './analysis-estimate.ts';
import type { RateEstimate } from './analysis-rates.ts';
import {
  hearingSeconds,
  REVIEW_SHARE,
  speakersSeconds,
  type AskedHearing,
} from './hearing-time.ts';
import { LEAST_SECONDS, servicesUsd, storageOf } from './job-effort.ts';
import { onDemandUsdPerHour } from './prices.ts';
import type { KeptQuote, QuotedAnalysis } from '../job/quote.ts';
import { ceilUsd, floorUsd, tenths } from './rounding.ts';
import { MONTH_HOURS, SERVICE_PRICES, volumeUsdPerGibMonth } from './service-prices.ts';
import { notMeasured, type SpeedEstimate } from './speed-estimate.ts';
import type { Range } from './speed-bounds.ts';
import type { SpotPrices } from './spot-prices.ts';

/** From the job's end until EC2 stops charging for its instance. */
export const ENDING_SECONDS: Range = { low: 0, high: 30 };
/** 128 kbit/s, if only the duration is known. */
export const USUAL_BYTES_PER_SECOND = 16_000;

/** Launch settings of a deployment. */
export interface LaunchOptions {
  region: string;
  instanceTypes: readonly string[];
  zones: readonly string[];
  onDemandFallback: boolean;
  rootGib: number;
}

interface QuotedAudio {
  durationSeconds: number;
  estimated?: boolean | undefined;
  bytes?: number | undefined;
  model: string;
  /** What is asked for beside the text. */
  hearing?: AskedHearing | undefined;
  /** The transcript is there: nothing is transcribed. */
  isTranscribed?: boolean;
  /** What a language model has to do. */
  analysis?: AnalysisTokens | undefined;
}

interface MarketState {
  prices: SpotPrices | undefined;
  /** By instance type. */
  speeds: Readonly<Record<string, SpeedEstimate>>;
  /** Rates of the language model; a type without one is not measured. */
  rates?: Readonly<Record<string, RateEstimate>> | undefined;
  now: Date;
}

/** Undefined if no type has a known price. */
export function workOutQuote(
  asked: QuotedAudio,
  machines: LaunchOptions,
  known: MarketState,
): KeptQuote | undefined {
  const {
    durationSeconds,
    model,
    estimated,
    bytes = durationSeconds * USUAL_BYTES_PER_SECOND,
  } = asked;
  const basis = machines.instanceTypes.flatMap((type) => {
    const prices = pricesOf(type, machines, known.prices);
    const speed = known.speeds[type] ?? notMeasured(model);
    const analysis =
      asked.analysis && analysisSeconds(asked.analysis, rateOf(type, known).tokensPerSecond);
    return prices ? [{ type, ...timeOf(asked, speed, analysis), ...prices }] : [];
  });
  if (basis.length === 0) return undefined;
  const beside = besideUsdPerHour(machines);
  const services = servicesUsd(storageOf(bytes, durationSeconds), asked.analysis !== undefined);
  const times = (end: keyof Range) => basis.map(({ machineSeconds }) => machineSeconds[end]);
  const costs = (end: keyof Range) =>
    basis.map(({ machineSeconds, usdPerHour }) => {
      const charged = Math.max(LEAST_SECONDS, machineSeconds[end]);
      return (charged / 3600) * (usdPerHour[end] + beside) + services;
    });
  return {
    durationSeconds,
    ...(estimated && { estimated: true as const }),
    model,
    costUsd: {
      low: floorUsd(Math.min(...costs('low'))),
      high: ceilUsd(Math.max(...costs('high'))),
    },
    completedInSeconds: {
      low: tenths(Math.min(...times('low')) - ENDING_SECONDS.low),
      high: tenths(Math.max(...times('high')) - ENDING_SECONDS.high),
    },
    ...quotedHearing(asked),
    ...(asked.analysis && { analysis: quotedAnalysis(asked.analysis, basis, known) }),
    basis,
    besideUsdPerHour: ceilUsd(beside),
    servicesUsd: ceilUsd(services),
    ...(known.prices && { spotPricesReadAt: known.prices.readAt }),
    quotedAt: known.now.toISOString(),
  };
}

/** Cost of root volume and public address, USD an hour. */
export function besideUsdPerHour({
  region,
  rootGib,
}: Pick<LaunchOptions, 'region' | 'rootGib'>): number {
  return (
    (rootGib * volumeUsdPerGibMonth(region)) / MONTH_HOURS + SERVICE_PRICES.publicIpv4.priceUsd
  );
}

/** Spot prices that EC2 has reported; on-demand if it may be launched, or if nothing else is known. */
function pricesOf(type: string, machines: LaunchOptions, prices: SpotPrices | undefined) {
  const spot = Object.entries(prices?.byType[type] ?? {})
    .filter(([zone]) => machines.zones.includes(zone))
    .map(([zone, perHour]) => ({ market: 'spot' as const, zone, perHour }));
  const recorded = onDemandUsdPerHour(machines.region, type);
  const isAsked = machines.onDemandFallback || spot.length === 0;
  const onDemand =
    isAsked && recorded !== undefined ? [{ market: 'on-demand' as const, perHour: recorded }] : [];
  const sorted = [...spot, ...onDemand].sort((a, b) => a.perHour - b.perHour);
  const [cheapest, dearest] = [sorted[0], sorted.at(-1)];
  if (!cheapest || !dearest) return undefined;
  return {
    usdPerHour: { low: cheapest.perHour, high: dearest.perHour },
    cheapest: withoutPrice(cheapest),
    dearest: withoutPrice(dearest),
  };
}

function withoutPrice({ perHour: _, ...pool }: { perHour: number; market: 'spot' | 'on-demand' }) {
  return pool;
}

/** Both work at the same time: at best the shorter work costs nothing, at worst one waits for the other. */
function timeOf(
  { durationSeconds, isTranscribed, hearing }: QuotedAudio,
  estimate: SpeedEstimate,
  analysis: Range = { low: 0, high: 0 },
) {
  const { fixedSeconds, secondsPerAudioSecond: rate, ...from } = estimate;
  const heard = hearingSeconds(rate, isTranscribed ? 0 : durationSeconds, hearing);
  const both: Range = {
    low: Math.max(heard.low, analysis.low),
    high: heard.high + analysis.high,
  };
  const work = (end: keyof Range) => both[end];
  const sum = (end: keyof Range) => tenths(fixedSeconds[end] + work(end) + ENDING_SECONDS[end]);
  return {
    machineSeconds: { low: sum('low'), high: sum('high') },
    workSeconds: { low: tenths(work('low')), high: tenths(work('high')) },
    ...from,
  };
}

function quotedHearing({
  durationSeconds,
  isTranscribed,
  hearing = {},
}: QuotedAudio): Pick<KeptQuote, 'speakers' | 'review'> {
  if (isTranscribed) return {};
  const { low, high } = speakersSeconds(durationSeconds);
  return {
    ...(hearing.speakers && { speakers: { seconds: { low: tenths(low), high: tenths(high) } } }),
    ...(hearing.review && { review: { share: REVIEW_SHARE } }),
  };
}

function rateOf(type: string, { rates }: MarketState): RateEstimate {
  return rates?.[type] ?? { tokensPerSecond: expectedRate(type), measuredJobs: 0 };
}

function quotedAnalysis(
  tokens: AnalysisTokens,
  basis: readonly { type: string }[],
  known: MarketState,
): QuotedAnalysis {
  const rates = basis.map(({ type }) => rateOf(type, known));
  const tokensPerSecond = {
    low: Math.min(...rates.map(({ tokensPerSecond: { low } }) => low)),
    high: Math.max(...rates.map(({ tokensPerSecond: { high } }) => high)),
  };
  const seconds = analysisSeconds(tokens, tokensPerSecond);
  return {
    seconds: { low: tenths(seconds.low), high: tenths(seconds.high) },
    ...tokens,
    tokensPerSecond: { low: tenths(tokensPerSecond.low), high: tenths(tokensPerSecond.high) },
    measuredJobs: Math.max(...rates.map(({ measuredJobs }) => measuredJobs)),
  };
}
