/**
 * Rates of language models that finished jobs had, by model, instance type and owner, and what an owner
 * is quoted of them: as with the engine's speed, own jobs decide, and others narrow the estimate.
 */
import * as z from 'zod';
import type { Job } from '../job/job.ts';
import { expectedRate, possibleRate, READ_PER_WRITTEN } from './analysis-estimate.ts';
import { Seen, seen } from './speed.ts';
import { hashOf, narrowed, widened } from './speed-estimate.ts';
import type { Range } from './speed-bounds.ts';

/** As many as of the engine's speed. */
const OWNERS_KEPT = 40;
/** Less says more of the start than of the rate. */
const LEAST_TOKENS = 50;
/** Difference of two synchronized clocks. */
const CLOCKS_DIFFER_SECONDS = 5;

/** The stored form. */
const MeasuredRates = z.object({
  owners: z.array(z.object({ owner: z.string(), at: z.iso.datetime(), rate: Seen })),
});
export type MeasuredRates = z.infer<typeof MeasuredRates>;

/** Reads a stored item; what is not understood counts as not measured. */
export function ratesIn(item: unknown): MeasuredRates {
  return MeasuredRates.safeParse(item).data ?? { owners: [] };
}

export interface RateEstimate {
  /** Written tokens a second; ten that are read count as one. */
  tokensPerSecond: Range;
  measuredJobs: number;
}

export function rateFor(owner: string, { owners }: MeasuredRates, type: string): RateEstimate {
  const own = owners.find((one) => one.owner === hashOf(owner))?.rate;
  if (own) {
    const { low, high } = widened(own);
    const tokensPerSecond = { low: possibleRate(low), high: possibleRate(high) };
    return { tokensPerSecond, measuredJobs: own.jobs };
  }
  const ranges = owners.map(({ rate }) => widened(rate));
  const expected = expectedRate(type);
  if (ranges.length === 0) return { tokensPerSecond: expected, measuredJobs: 0 };
  return { tokensPerSecond: narrowed(expected, ranges), measuredJobs: 0 };
}

export interface RateLesson {
  owner: string;
  model: string;
  type: string;
  rate: number;
  at: string;
}

/**
 * What a completed job says of a rate; undefined if nothing: it has no analysis with tokens, or an
 * earlier machine did a part of the work. A machine that tells more seconds of work than it had is not
 * believed.
 */
export function rateLessonOf(job: Job): RateLesson | undefined {
  const { owner, instance, earlierInstances, analysis = [], analyses = [] } = job;
  const { claimedAt, endedAt } = job;
  const [model] = analysis.flatMap((one) => one.model ?? []);
  if (!instance || model === undefined || earlierInstances.length > 0) return undefined;
  if (claimedAt === undefined || endedAt === undefined) return undefined;
  const done = analyses.filter(({ status }) => status === 'completed');
  const total = (of: (one: (typeof done)[number]) => number) =>
    done.reduce((sum, one) => sum + of(one), 0);
  const written = total(({ tokens }) => tokens.completion + tokens.prompt / READ_PER_WRITTEN);
  const seconds = total((one) => one.seconds);
  const had = (Date.parse(endedAt) - Date.parse(claimedAt)) / 1000 + CLOCKS_DIFFER_SECONDS;
  if (written < LEAST_TOKENS || seconds <= 0 || seconds > had) return undefined;
  return { owner, model, type: instance.type, rate: possibleRate(written / seconds), at: endedAt };
}

export function withRate(
  { owners }: MeasuredRates,
  { owner, rate, at }: RateLesson,
): MeasuredRates {
  const name = hashOf(owner);
  const known = owners.find((one) => one.owner === name);
  const others = owners.filter((one) => one !== known);
  const newestFirst = others.sort((a, b) => b.at.localeCompare(a.at));
  const kept = newestFirst.slice(0, OWNERS_KEPT - 1);
  return { owners: [{ owner: name, at, rate: seen(known?.rate, rate) }, ...kept] };
}
