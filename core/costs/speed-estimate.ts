/**
 * What is known of the speed of one model on one instance type, by owner, and what an owner is quoted
 * of it. An owner's own jobs decide its own quotes. Other owners' jobs only narrow the expected
 * range, by their median, and none of them moves it by more than a tenth: the machines of one owner
 * may be compromised.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { MEMORY, Speed } from './speed.ts';
import { expectedOf } from './expected-speed.ts';
import { clamped, possibleOn, type Range, type SpeedRange } from './speed-bounds.ts';

/** Factor by which one owner may move what another is quoted. */
export const SWAY = 1.1;

const OwnersSpeed = Speed.extend({
  /** As `hashOf` makes it. */
  owner: z.string(),
  /** Time of the newest sample. */
  at: z.iso.datetime(),
});

/** The stored form. */
export const Measured = z.object({ owners: z.array(OwnersSpeed) });
export type Measured = z.infer<typeof Measured>;

/** The stored form before samples were kept by owner: counts as that of one unknown owner. */
const MeasuredTogether = z.object({ speed: Speed });
const UNKNOWN_OWNER = { owner: '', at: new Date(0).toISOString() };

/** Reads a stored item; what is not understood counts as not measured. */
export function measuredIn(item: unknown): Measured {
  const known = Measured.safeParse(item);
  if (known.success) return known.data;
  const older = MeasuredTogether.safeParse(item);
  return { owners: older.success ? [{ ...UNKNOWN_OWNER, ...older.data.speed }] : [] };
}

/** Times to quote for a type, and the number of samples that they are from. */
export interface SpeedEstimate extends SpeedRange {
  measuredJobs: number;
  measuredLongJobs: number;
  /** From jobs of other owners only. */
  fromOthers?: true;
}

/** Without any finished job. */
export function notMeasured(model: string): SpeedEstimate {
  return { ...expectedOf(model), measuredJobs: 0, measuredLongJobs: 0 };
}

/** Hash of an owner's name: the item outlives the owner's data. */
export function hashOf(owner: string): string {
  return createHash('sha256').update(owner).digest('hex').slice(0, 16);
}

/** A model on an instance type. */
interface Measurable {
  model: string;
  type: string;
}

export function estimateFor(owner: string, { owners }: Measured, of: Measurable): SpeedEstimate {
  const own = owners.find((one) => one.owner === hashOf(owner));
  return own ? estimateOf(own, of) : estimateFrom(owners, of);
}

/** By the jobs of the owner itself. */
export function estimateOf(speed: Speed, { model, type }: Measurable): SpeedEstimate {
  const { fixedSeconds, secondsPerAudioSecond: rate } = speed;
  const possible = possibleOn(type);
  return {
    fixedSeconds: within(possible.fixedSeconds, widened(fixedSeconds)),
    secondsPerAudioSecond: rate
      ? within(possible.secondsPerAudioSecond, widened(rate))
      : expectedOf(model).secondsPerAudioSecond,
    measuredJobs: fixedSeconds.jobs,
    measuredLongJobs: rate?.jobs ?? 0,
  };
}

/** By the jobs of other owners. */
function estimateFrom(owners: readonly Speed[], { model }: Measurable): SpeedEstimate {
  if (owners.length === 0) return notMeasured(model);
  const expected = expectedOf(model);
  const fixed = owners.map(({ fixedSeconds }) => fixedSeconds);
  const rates = owners.flatMap(({ secondsPerAudioSecond: rate }) => rate ?? []);
  return {
    fixedSeconds: narrowed(expected.fixedSeconds, fixed.map(widened)),
    secondsPerAudioSecond: narrowed(expected.secondsPerAudioSecond, rates.map(widened)),
    measuredJobs: countOf(fixed),
    measuredLongJobs: countOf(rates),
    fromOthers: true,
  };
}

/** An owner counts for as many jobs as its samples remember. */
function countOf(all: readonly { jobs: number }[]): number {
  return all.reduce((sum, { jobs }) => sum + Math.min(jobs, MEMORY), 0);
}

/** Widens the range if there are few samples: a single job gives half to twice as long. */
export function widened({ jobs, low, high }: Range & { jobs: number }): Range {
  const factor = 1 + 1 / jobs;
  return { low: low / factor, high: high * factor };
}

function within(bounds: Range, { low, high }: Range): Range {
  return { low: clamped(low, bounds), high: clamped(high, bounds) };
}

/** The expected range, each end moved towards the owners' median by a tenth for each owner at most. */
export function narrowed(expected: Range, owners: readonly Range[]): Range {
  const bounded = owners.map((range) => within(expected, range));
  const inverse = bounded.map(({ high }) => 1 / high);
  return {
    low: cautiousMedian(
      expected.low,
      bounded.map(({ low }) => low),
    ),
    high: 1 / cautiousMedian(1 / expected.high, inverse),
  };
}

/**
 * Largest value not above the median that no single owner moves by more than SWAY, whatever it says:
 * the lowest, over all numbers of owners who might have said `least` instead, of the median that
 * would then result, times SWAY for each of them.
 */
function cautiousMedian(least: number, values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor((sorted.length - 1) / 2);
  const below = sorted.slice(0, middle + 1).map((value, rank) => value * SWAY ** (middle - rank));
  return Math.min(least * SWAY ** (middle + 1), ...below);
}
