/** The route of an attempt, chosen by the job's quote, the pools and prices of this moment. */
import { chooseRoute, type RouteChoice } from '../../machines/route-choice.ts';
import { JobFailure } from '../../base/job-errors.ts';
import { ceilingUsd, pooledSeconds, spentUsd } from '../../costs/cost-ceiling.ts';
import type { Job } from '../../job/job.ts';
import type { KeptQuote } from '../../job/quote.ts';
import type { Costed } from '../requests/most-of-job.ts';
import { knownAudio, quoteAudio, type Quoting } from '../requests/quote-audio.ts';
import { holdForAttempt, type Holding } from './hold-for-attempt.ts';
import { currentPools, type CurrentPoolsPorts } from './current-pools.ts';
import { currentPrices, type CurrentPricesPorts } from './current-prices.ts';

export interface ChooseRoutePorts extends Costed, CurrentPoolsPorts, CurrentPricesPorts, Holding {
  prices: Quoting['prices'] & CurrentPricesPorts['prices'];
}

/** `quote` is new: of an upload or drop, whose duration is known now. */
export interface Chosen extends RouteChoice {
  quote?: KeptQuote | undefined;
  /** Seconds that a pool's machine may have the job for, by its budget. */
  paidSeconds?: number | undefined;
}

export async function chooseFor(job: Job, now: Date, using: ChooseRoutePorts): Promise<Chosen> {
  const [quote, pools] = await Promise.all([newQuote(job, now, using), currentPools(now, using)]);
  const quoted = { ...job, quote: job.quote ?? quote };
  const paid = await holdForAttempt(quoted, now, using).catch(refused);
  if (!paid) return { ...UNPAID, ...(quote && { quote }) };
  const spent = spentUsd(job.earlierInstances, using.region);
  const ceiling = ceilingUsd(paid);
  const maxCostUsd = ceiling === Infinity ? undefined : ceiling;
  const choice = chooseRoute({ ...paid, maxCostUsd, spentUsd: spent }, pools, now);
  // A computer of the operator's own costs nothing, however long it takes.
  const hasOwn = pools.servers.some(({ pool, kind }) => pool === choice.route && kind !== 'ec2');
  const paidSeconds = hasOwn ? undefined : pooledSeconds(paid, using.region);
  return { ...choice, paidSeconds, ...(quote && { quote }) };
}

/** Launch says it to the owner. */
const UNPAID: RouteChoice = {
  route: 'spot',
  because: ['The budget does not have what the job may cost.'],
  rejected: [],
  figures: [],
};

function refused(error: unknown): undefined {
  if (error instanceof JobFailure && error.code === 'BudgetExceeded') return;
  throw error;
}

async function newQuote(job: Job, now: Date, using: ChooseRoutePorts) {
  const audio = knownAudio(job.audio);
  if (job.quote || !audio) return undefined;
  return quoteAudio(audio, job, { ...using, spotPrices: currentPrices(now, using), now });
}
