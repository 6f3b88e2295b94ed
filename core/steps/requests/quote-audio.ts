/** Quote for audio of known duration. */
import type { AnalysisRequest } from '../../analysis/analysis-request.ts';
import type { PriceStore } from '../../aws/dynamodb/price-store.ts';
import type { AskedHearing } from '../../costs/hearing-time.ts';
import type { Job, JobAudio } from '../../job/job.ts';
import type { KeptQuote } from '../../job/quote.ts';
import { analysisTokens } from '../../costs/analysis-estimate.ts';
import type { SpotPrices } from '../../costs/spot-prices.ts';
import { workOutQuote, type LaunchOptions } from '../../costs/work-out-quote.ts';

export interface Quoting extends LaunchOptions {
  prices: Pick<PriceStore, 'spotPrices' | 'speeds' | 'analysisRates'>;
}

/** Read, or being read: both reads take place at once. */
type PricesRead = SpotPrices | undefined | Promise<SpotPrices | undefined>;

interface Audio {
  durationSeconds: number;
  estimated?: boolean | undefined;
  bytes?: number | undefined;
}

/** Undefined if the duration is unknown. */
export function knownAudio(audio: JobAudio): Audio | undefined {
  if (audio.source === 'url' || audio.durationSeconds === undefined) return undefined;
  const { durationSeconds, estimated, bytes } = audio;
  return { durationSeconds, estimated, bytes };
}

/** What the audio is for. */
interface Wanted extends Partial<Pick<Job, 'speakers' | 'review' | 'channels'>> {
  model: string;
  owner: string;
  analysis?: readonly AnalysisRequest[] | undefined;
  /** Its transcript is there; counted on, although that job may be deleted until then. */
  reusedFrom?: string | undefined;
}

/** @returns undefined if no type to be launched has a known price */
export async function quoteAudio(
  audio: Audio,
  { model, owner, analysis, reusedFrom, ...heard }: Wanted,
  using: Quoting & { spotPrices: PricesRead; now: Date },
): Promise<KeptQuote | undefined> {
  const { now, prices } = using;
  // An image has one model for analyses: others that are asked for beside it do not work.
  const analysisModel = analysis?.[0]?.model;
  const [spotPrices, speeds, rates] = await Promise.all([
    using.spotPrices,
    prices.speeds(model, owner),
    analysisModel === undefined ? undefined : prices.analysisRates(analysisModel, owner),
  ]);
  const asked = {
    ...audio,
    model,
    hearing: askedHearing(heard),
    isTranscribed: reusedFrom !== undefined,
    analysis: analysis && analysisTokens(audio.durationSeconds, analysis.length),
  };
  return workOutQuote(asked, using, { prices: spotPrices, speeds, rates, now });
}

/** With `split`, the channels tell who speaks. */
function askedHearing({
  speakers,
  review,
  channels,
}: Pick<Wanted, 'speakers' | 'review' | 'channels'>): AskedHearing {
  return { speakers: speakers !== undefined && channels !== 'split', review: review ?? false };
}
