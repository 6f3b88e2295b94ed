/**
 * The route that an attempt of a job takes, with the figures that decided. A requested route is taken
 * where it can be; otherwise, and for `auto`:
 *
 * - with a deadline: the cheapest route that keeps it even at its slowest; if none does, the fastest
 *   of those that can keep it;
 * - without a deadline: the fastest;
 * - never one that is dearer and slower than another that the job may take.
 *
 * Cheap is by the middle of a range of cost, fast by the slow end of a range of time, to the second.
 */
import { seconds, usd } from '../base/figures.ts';
import type { Range } from '../costs/speed-bounds.ts';
import type { RouteName } from '../job/route-name.ts';
import type { RejectedRoute } from '../job/routing.ts';
import type { PoolsNow } from './pools-now.ts';
import type { RouteEstimate, RouteFigures } from './route-figures.ts';
import {
  askingOf,
  isForAny,
  isPossible,
  optionOf,
  routesOf,
  type Asking,
  type Option,
  type RoutedJob,
} from './route-options.ts';

export interface RouteChoice {
  route: RouteName;
  /** Sentences for the job's owner. */
  because: string[];
  /** All other routes. */
  rejected: RejectedRoute[];
  /** Figures of all routes that this deployment has; none if the job's duration is not known. */
  figures: RouteFigures[];
  /** Only for `batch`: without a machine by then, the job goes to spot. */
  latestStartAt?: Date;
}

/** @param now start of the attempt; times in the figures count from it */
export function chooseRoute(job: RoutedJob, pools: PoolsNow, now: Date): RouteChoice {
  const asking = askingOf(job, pools, now);
  const options = routesOf(asking).map((route) => optionOf(route, asking));
  const requested = options.find(({ route }) => route === job.requestedRoute);
  const { chosen, because, whyNot } =
    requested && isPossible(requested)
      ? asRequested(requested)
      : chosenOf(options.filter(isForAny), asking);
  return {
    route: chosen.route,
    because: [
      ...refusedRequest(requested),
      ...because,
      ...(chosen.estimate?.because ?? []),
      ...(chosen.route === 'sagemaker' ? [NO_TEXT_BEFORE] : []),
    ],
    rejected: options
      .filter(({ route }) => route !== chosen.route)
      .map((option) => ({
        route: option.route,
        because: option.refusal ?? option.reluctance ?? whyNot(option),
      })),
    figures: asking.estimates.map(({ startsInSeconds: _, ...figures }) => figures),
    ...(chosen.latestStart && { latestStartAt: chosen.latestStart }),
  };
}

const NO_TEXT_BEFORE = 'No text can be read before the end of the job.';

type Estimated = Option & { estimate: RouteEstimate };

interface Chosen {
  chosen: Option;
  because: string[];
  /** Why the job does not take an option that it could have taken. */
  whyNot: (other: Option) => string;
}

function refusedRequest(requested: Option | undefined): string[] {
  if (requested?.refusal === undefined) return [];
  return [`The job asked for ${requested.route} and does not get it. ${requested.refusal}`];
}

function asRequested(chosen: Option): Chosen {
  return {
    chosen,
    because: [`The job asked for ${chosen.route}.`],
    whyNot: () => `The job asked for ${chosen.route}.`,
  };
}

/** Chooses among the options that the job may take: spot is always one. */
function chosenOf(options: readonly Option[], asking: Asking): Chosen {
  const estimated = options.filter((option): option is Estimated => option.estimate !== undefined);
  const { left } = asking;
  if (estimated.length === 0) return withoutQuote(options);
  if (left === undefined) return fastest(estimated, 'No deadline: the fastest route.');
  return byDeadline(estimated, left);
}

function withoutQuote(options: readonly Option[]): Chosen {
  const known =
    'How long the audio is, or the price of a machine, is not known before the job begins';
  const warm = options.find(({ route }) => route === 'warm');
  const chosen = warm ?? { route: 'spot', estimate: undefined };
  const because = warm
    ? `${known}; a warm server has a free place.`
    : `${known}, so that no other route can be weighed: an instance of its own.`;
  return { chosen, because: [because], whyNot: () => because };
}

function fastest(options: readonly Estimated[], why: string): Chosen {
  const [chosen] = options.toSorted(
    (a, b) => wholeSeconds(a) - wholeSeconds(b) || dearness(a, b) || slowness(a, b),
  );
  if (!chosen) throw new TypeError('no route is left');
  const than = `${chosen.route} is done in ${seconds(chosen.estimate.completedInSeconds)}`;
  return {
    chosen,
    because: [why],
    whyNot: (other) => {
      const done = `done in ${other.estimate ? seconds(other.estimate.completedInSeconds) : 'unknown time'}`;
      const option = options.find(({ route }) => route === other.route);
      if (!option) return `Too late for the deadline: ${done}; ${than}.`;
      return wholeSeconds(option) === wholeSeconds(chosen)
        ? `As fast, and no cheaper: ${usd(option.estimate.costUsd)}; ${chosen.route} costs ${usd(chosen.estimate.costUsd)}.`
        : `No faster: ${done}; ${than}.`;
    },
  };
}

function byDeadline(options: readonly Estimated[], left: number): Chosen {
  const keeping = (end: keyof Range) =>
    options.filter(({ estimate }) => estimate.completedInSeconds[end] <= left);
  const safe = keeping('high');
  const inTime = `in ${Math.max(0, Math.round(left))} s`;
  if (safe.length > 0) return cheapest(safe, inTime);
  const possible = keeping('low');
  if (possible.length === 0) {
    return fastest(options, `No route is done by the deadline, ${inTime}: the fastest.`);
  }
  return fastest(
    possible,
    `No route is certain to be done by the deadline, ${inTime}: the fastest of those that can be.`,
  );
}

function cheapest(safe: readonly Estimated[], inTime: string): Chosen {
  const [chosen] = safe.toSorted((a, b) => dearness(a, b) || slowness(a, b));
  if (!chosen) throw new TypeError('no route is left');
  const than = `${chosen.route} costs ${usd(chosen.estimate.costUsd)}`;
  const isSafe = (other: Option) => safe.some(({ route }) => route === other.route);
  return {
    chosen,
    because: [`The cheapest route that is done by the deadline, ${inTime}, even at its slowest.`],
    whyNot: (other) => {
      if (!other.estimate) return than;
      const { costUsd, completedInSeconds } = other.estimate;
      return isSafe(other)
        ? `No cheaper: ${usd(costUsd)}; ${than}.`
        : `Not certain to be done by the deadline, ${inTime}: done in ${seconds(completedInSeconds)}.`;
    },
  };
}

/** What the sentences say: a tenth of a second is no reason to pay more. */
function wholeSeconds({ estimate }: Estimated): number {
  return Math.round(estimate.completedInSeconds.high);
}

function slowness({ estimate: a }: Estimated, { estimate: b }: Estimated): number {
  const [x, y] = [a.completedInSeconds, b.completedInSeconds];
  return x.high - y.high || x.low - y.low;
}

function dearness({ estimate: a }: Estimated, { estimate: b }: Estimated): number {
  return a.costUsd.low + a.costUsd.high - (b.costUsd.low + b.costUsd.high);
}
