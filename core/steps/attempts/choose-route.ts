/** The route of an attempt, chosen by the job's quote, the pools and prices of this moment. */
import { chooseRoute, type RouteChoice } from '../../machines/route-choice.ts';
import { spentUsd } from '../../costs/cost-ceiling.ts';
import type { Job } from '../../job/job.ts';
import type { KeptQuote } from '../../job/quote.ts';
import { knownAudio, quoteAudio, type Quoting } from '../requests/quote-audio.ts';
import { currentPools, type CurrentPoolsPorts } from './current-pools.ts';
import { currentPrices, type CurrentPricesPorts } from './current-prices.ts';

export interface ChooseRoutePorts extends Quoting, CurrentPoolsPorts, CurrentPricesPorts {
  prices: Quoting['prices'] & CurrentPricesPorts['prices'];
}

/** `quote` is new: of an upload or drop, whose duration is known now. */
export interface Chosen extends RouteChoice {
  quote?: KeptQuote | undefined;
}

export async function chooseFor(job: Job, now: Date, using: ChooseRoutePorts): Promise<Chosen> {
  const [quote, pools] = await Promise.all([newQuote(job, now, using), currentPools(now, using)]);
  const spent = spentUsd(job.earlierInstances, using.region);
  const asked = { ...job, quote: job.quote ?? quote, spentUsd: spent };
  return { ...chooseRoute(asked, pools, now), ...(quote && { quote }) };
}

async function newQuote(job: Job, now: Date, using: ChooseRoutePorts) {
  const audio = knownAudio(job.audio);
  if (job.quote || !audio) return undefined;
  return quoteAudio(audio, job, { ...using, spotPrices: currentPrices(now, using), now });
}
