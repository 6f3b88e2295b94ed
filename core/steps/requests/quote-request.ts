/** Quote of a requested job, if its audio's duration is known. */
import { minimumBudgetOf } from '../../costs/cost-ceiling.ts';
import type { Job } from '../../job/job.ts';
import type { KeptQuote } from '../../job/quote.ts';
import { RequestRefused } from '../../api/request-refused.ts';
import { knownAudio, quoteAudio, type Quoting } from './quote-audio.ts';

export interface MayQuote {
  /** Absent for uploads, whose duration is unknown. */
  quoting?: Quoting;
}

type Quoted = Pick<Job, 'owner' | 'audio' | 'model' | 'maxCostUsd' | 'analysis' | 'reusedFrom'> &
  Partial<Pick<Job, 'speakers' | 'review' | 'channels'>> & {
    /** What is known of the audio beyond `audio`: from its transcription. */
    known?: ReturnType<typeof knownAudio>;
  };

/** @throws RequestRefused if maxCostUsd cannot cover the job at the quote's spot prices */
export async function quoteOfRequest(
  { audio, known = knownAudio(audio), maxCostUsd = Infinity, ...job }: Quoted,
  { quoting, now }: MayQuote & { now: Date },
): Promise<KeptQuote | undefined> {
  if (!known || !quoting) return undefined;
  const spotPrices = await quoting.prices.spotPrices();
  const quote = await quoteAudio(known, job, { ...quoting, spotPrices, now });
  if (!quote || !spotPrices || maxCostUsd >= minimumBudgetOf(quote)) return quote;
  const { low, high } = quote.costUsd;
  throw new RequestRefused(
    'invalid',
    `The quote is ${low} to ${high} USD; with an attempt's ending, this has to be at least ${minimumBudgetOf(quote)}.`,
    'maxCostUsd',
  );
}
