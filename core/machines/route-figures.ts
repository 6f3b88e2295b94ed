/** Figures of one route for one job, and what all pools' figures have in common. */
import type { RouteName } from '../job/route-name.ts';
import type { QuoteParts } from '../costs/quote-parts.ts';
import { ceilUsd, floorUsd, tenths } from '../costs/rounding.ts';
import type { Range } from '../costs/speed-bounds.ts';
import type { KnownServer } from './pool/known-server.ts';

export interface RouteFigures {
  route: RouteName;
  costUsd: Range;
  completedInSeconds: Range;
  /** The same as sentences, with the load and the queue that they are from. */
  because: string[];
}

export interface RouteEstimate extends RouteFigures {
  /** When a machine has the job and begins. */
  startsInSeconds: Range;
}

/** A machine of a pool has the job after this: the offer's tries, claim, download. Estimated. */
export const HANDOVER_SECONDS: Range = { low: 1, high: 15 };
/** The pools are looked at each minute. */
export const LOOK_SECONDS: Range = { low: 0, high: 60 };

/** Rounded as quotes are. */
export function figures(
  route: RouteName,
  { costUsd, completed, starts }: { costUsd: Range; completed: Range; starts: Range },
): Omit<RouteEstimate, 'because'> {
  return {
    route,
    costUsd: { low: floorUsd(costUsd.low), high: ceilUsd(costUsd.high) },
    completedInSeconds: { low: tenths(completed.low), high: tenths(completed.high) },
    startsInSeconds: { low: tenths(starts.low), high: tenths(starts.high) },
  };
}

/** Cost of the job's seconds on one of these machines; a box costs this account nothing. */
export function shareUsd(
  { machineUsd, servicesUsd }: QuoteParts,
  { machines, beside }: { machines: readonly KnownServer[]; beside: Range },
): Range {
  const cost = machineUsd({ low: 0, high: beside.high });
  const isOwn = ({ kind }: KnownServer) => kind === 'box';
  const isAllOwn = machines.length > 0 && machines.every(isOwn);
  return {
    low: servicesUsd + (machines.some(isOwn) ? 0 : cost.low),
    high: servicesUsd + (isAllOwn ? 0 : cost.high),
  };
}

/** Why a cost is low, as a part of a sentence, if one of these machines is a box. */
export function ownMachines(machines: readonly KnownServer[]): string {
  const hasBox = machines.some(({ kind }) => kind === 'box');
  return hasBox ? " (nothing for a computer of the operator's own)" : '';
}
