/** Quote for audio of known duration. */
import type { PriceStore } from '../../aws/dynamodb/price-store.ts';
import type { JobAudio } from '../../job/job.ts';
import type { KeptQuote } from '../../job/quote.ts';
import type { SpotPrices } from '../../costs/spot-prices.ts';
import { workOutQuote, type LaunchOptions } from '../../costs/work-out-quote.ts';

export interface Quoting extends LaunchOptions {
  prices: Pick<PriceStore, 'spotPrices' | 'speeds'>;
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

/** @returns undefined if no type to be launched has a known price */
export async function quoteAudio(
  audio: Audio,
  { model, owner }: { model: string; owner: string },
  using: Quoting & { spotPrices: PricesRead; now: Date },
): Promise<KeptQuote | undefined> {
  const { now, prices } = using;
  const [spotPrices, speeds] = await Promise.all([using.spotPrices, prices.speeds(model, owner)]);
  return workOutQuote({ ...audio, model }, using, { prices: spotPrices, speeds, now });
}
