/** Estimated cost and time of a job, as stored and as callers see it. */
import * as z from 'zod';
import { Market } from './market.ts';

const seconds = z.number().min(0);
const usd = z.number().min(0);
const tokens = z.int().min(0);
const rangeOf = (value: z.ZodNumber) => z.strictObject({ low: value, high: value });

const QuoteBasis = z.strictObject({
  type: z.string(),
  machineSeconds: rangeOf(seconds),
  workSeconds: rangeOf(seconds)
    .optional()
    .describe(
      'Part of machineSeconds in which the audio is transcribed and its transcript analysed. Absent in older quotes.',
    ),
  usdPerHour: rangeOf(usd).describe('Of the cheapest and of the dearest that may be launched.'),
  cheapest: z.strictObject({ market: Market, zone: z.string().optional() }),
  dearest: z.strictObject({ market: Market, zone: z.string().optional() }),
  measuredJobs: z
    .int()
    .min(0)
    .describe('Finished jobs that the fixed part is from. 0: an estimate.'),
  measuredLongJobs: z
    .int()
    .min(0)
    .describe('Those with two minutes of audio or more, which the speed is from. 0: an estimate.'),
  fromOthers: z
    .literal(true)
    .optional()
    .describe("None of the owner's own jobs has finished on it: others' narrow the estimate."),
});

/** Work of the language model for all analyses of a job, over the instance types. */
const QuotedAnalysis = z.strictObject({
  seconds: rangeOf(seconds).describe(
    'Beside the transcription, and after it: costUsd and completedInSeconds have them.',
  ),
  promptTokens: tokens,
  completionTokens: tokens,
  tokensPerSecond: rangeOf(z.number().min(0)).describe(
    'Written tokens; ten that are read take as long as one.',
  ),
  measuredJobs: z.int().min(0).describe('Your own jobs that the rate is from. 0: an estimate.'),
});
export type QuotedAnalysis = z.infer<typeof QuotedAnalysis>;

const QuotedSpeakers = z.strictObject({
  seconds: rangeOf(seconds).describe(
    'Of the CPU, beside the transcription: they lengthen the job only where it is faster.',
  ),
});
const QuotedReview = z.strictObject({
  share: z
    .number()
    .min(0)
    .describe("Of the engine's time, added for the second hearing; an estimate."),
});

/** Stored form. */
export const KeptQuote = z.strictObject({
  durationSeconds: seconds,
  estimated: z.literal(true).optional().describe('The duration is worked out: the file has none.'),
  model: z.string(),
  costUsd: rangeOf(usd),
  completedInSeconds: rangeOf(seconds),
  speakers: QuotedSpeakers.optional(),
  review: QuotedReview.optional(),
  analysis: QuotedAnalysis.optional(),
  basis: z.array(QuoteBasis).describe('What it was worked out from, by instance type.'),
  besideUsdPerHour: usd.describe(
    'Public address and root volume, for as long as an instance runs.',
  ),
  servicesUsd: usd.describe('Requests, state transitions and storage of one attempt.'),
  spotPricesReadAt: z.iso.datetime().optional().describe('Absent: recorded on-demand prices.'),
  quotedAt: z.iso.datetime(),
});
export type KeptQuote = z.infer<typeof KeptQuote>;

export const Quote = KeptQuote.extend({
  because: z.array(z.string()).describe('The same for people, and what is not in it.'),
})
  .describe('An estimate for one attempt, and no promise.')
  .meta({ id: 'Quote' });
export type Quote = z.infer<typeof Quote>;

/** Adds the reasons as sentences. */
export function explained(quote: KeptQuote): Quote {
  const prices =
    quote.spotPricesReadAt === undefined
      ? 'No spot prices have been read yet: both ends are from recorded on-demand prices.'
      : `Spot prices by zone as EC2 told them at ${quote.spotPricesReadAt}; on-demand prices are recorded ones.`;
  return {
    ...quote,
    because: [
      ...quote.basis.map(howLong),
      ...whatIsHeard(quote),
      ...(quote.analysis ? [whatIsAnalysed(quote.analysis)] : []),
      prices,
      'Not in it: a wait for capacity, an attempt more after an interruption, data sent out of AWS, taxes.',
    ],
  };
}

function howLong(basis: KeptQuote['basis'][number]): string {
  const { type, machineSeconds, measuredJobs, measuredLongJobs, fromOthers } = basis;
  const time = `${type}: ${machineSeconds.low} to ${machineSeconds.high} s`;
  if (measuredJobs === 0) return `${time}, an estimate: no job has finished on it yet.`;
  if (fromOthers) {
    return `${time}, an estimate that jobs of other owners (${measuredJobs}) have narrowed: none of yours has finished on it yet.`;
  }
  const speed =
    measuredLongJobs === 0
      ? 'the speed is an estimate, since none of them had two minutes of audio'
      : `the speed is that of ${measuredLongJobs} of them`;
  return `${time}, as finished jobs took (${measuredJobs}); ${speed}.`;
}

function whatIsHeard({ speakers, review }: KeptQuote): string[] {
  const voices =
    speakers &&
    `Speakers: ${speakers.seconds.low} to ${speakers.seconds.high} s of the CPU while the audio is transcribed; the job takes longer only where that is the slower one.`;
  const again =
    review && `Review: ${review.share * 100} % more for the second hearing, an estimate.`;
  return [voices, again].filter((sentence) => sentence !== undefined);
}

function whatIsAnalysed({ promptTokens, completionTokens, seconds, measuredJobs }: QuotedAnalysis) {
  const from =
    measuredJobs === 0
      ? 'an estimate: none of your analyses has finished yet'
      : `at the rate of your finished jobs (${measuredJobs})`;
  return `Analysis: about ${promptTokens} tokens to read and ${completionTokens} to write in ${seconds.low} to ${seconds.high} s, ${from}.`;
}
