/**
 * Figures of a warm server: no boot, and the wait for a place by its load. The job pays for its own
 * seconds; the server's idle time is in no job's figures.
 */
import { counted, seconds, usd } from '../../base/figures.ts';
import { rest, sum } from '../../costs/ranges.ts';
import type { QuoteParts } from '../../costs/quote-parts.ts';
import type { Range } from '../../costs/speed-bounds.ts';
import {
  figures,
  HANDOVER_SECONDS,
  LOOK_SECONDS,
  ownMachines,
  shareUsd,
  type RouteEstimate,
} from '../route-figures.ts';
import { jobsOn, takingJobs, type KnownServer } from './known-server.ts';
import { freePlaces } from './server-row.ts';

/** Servers that hold the model and take jobs, those with the fewest jobs first. */
export function warmServers(
  servers: readonly KnownServer[],
  model: string,
  now: Date,
): KnownServer[] {
  return takingJobs(servers, 'warm', now)
    .filter((server) => server.model === model)
    .sort((a, b) => queueOf(a) - queueOf(b) || jobsOn(a) - jobsOn(b));
}

/** Jobs that must end before the server has a free place. */
export function queueOf({ load }: Pick<KnownServer, 'load'>): number {
  return Math.max(0, jobsOn({ load }) - load.places + 1);
}

export function warmEstimate(
  parts: QuoteParts,
  servers: readonly KnownServer[],
  now: Date,
): RouteEstimate {
  const ready = warmServers(servers, parts.model, now);
  const [first] = ready;
  const costUsd = shareUsd(parts, { machines: ready, beside: HANDOVER_SECONDS });
  if (!first) return coldWarmEstimate(parts, costUsd);
  const free = ready.filter((server) => freePlaces(server, now) > 0);
  // Any server with a free place may take the job; without one, the shortest queue is the first to.
  const jobs = (free.length > 0 ? free : [first]).map(jobsOn);
  const work = parts.workSeconds;
  const queue = queueOf(first);
  const wait = { low: rest(queue, 1) * work.low, high: queue * work.high };
  const starts = sum(HANDOVER_SECONDS, wait);
  // Jobs share the GPU: each is taken to need as long as this one, and to end before it.
  const completed = {
    low: HANDOVER_SECONDS.low + wait.low + work.low,
    high: HANDOVER_SECONDS.high + (Math.max(...jobs) + 1) * work.high,
  };
  const { running, waiting } = first.load;
  const load = `on the least busy one ${counted(running, 'job')} running and ${waiting} waiting`;
  const places = free.reduce((total, server) => total + freePlaces(server, now), 0);
  return {
    ...figures('warm', { costUsd, completed, starts }),
    because: [
      `${counted(ready.length, 'server')} with ${parts.model} loaded, ${counted(places, 'free place')}; ${load}.`,
      `No boot: it begins in ${seconds(starts)} and works for ${seconds(work)}, done in ${seconds(completed)}, for ${usd(costUsd)}${ownMachines(ready)}. Idle time of the server is not in it.`,
    ],
  };
}

/** If a server were launched for it. */
function coldWarmEstimate(parts: QuoteParts, costUsd: Range): RouteEstimate {
  const starts = sum(LOOK_SECONDS, parts.bootSeconds, HANDOVER_SECONDS);
  const completed = sum(starts, parts.workSeconds);
  return {
    ...figures('warm', { costUsd, completed, starts }),
    because: [
      `No server with ${parts.model} loaded takes jobs now. After the launch of one it would begin in ${seconds(starts)}, and be done in ${seconds(completed)}, for ${usd(costUsd)} and the server's idle time.`,
    ],
  };
}
