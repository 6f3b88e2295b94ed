/** Jobs and pools to ask the product's own rules about: no figure of a route is worked out here. */
import { workOutQuote } from '../../core/costs/work-out-quote.ts';
import { estimateOf } from '../../core/costs/speed-estimate.ts';
import type { KeptQuote } from '../../core/job/quote.ts';
import type { RouteName } from '../../core/job/route-name.ts';
import type { KnownServer } from '../../core/machines/pool/known-server.ts';
import type { PoolsNow } from '../../core/machines/pools-now.ts';
import { chooseRoute } from '../../core/machines/route-choice.ts';
import { routeEstimates } from '../../core/machines/route-estimates.ts';
import type { RouteEstimate } from '../../core/machines/route-figures.ts';

/** Any moment: only differences count. */
const NOW = new Date('2026-11-29T12:00:00.000Z');
const MODEL = 'kb-whisper-small';
const TYPE = 'g4dn.xlarge';
const ZONE = 'eu-north-1a';

/**
 * What twenty finished jobs would have measured, if boots take what docs/performance.md estimates and
 * the GPU is as fast as the simulated one of docs/engine.md: 9.1 to 10.6 s for an hour.
 */
const SPEED = {
  fixedSeconds: { jobs: 20, low: 33, mean: 36, high: 45 },
  secondsPerAudioSecond: { jobs: 20, low: 9.1 / 3600, mean: 9.9 / 3600, high: 10.6 / 3600 },
};

/** Quote of a file on a g4dn.xlarge at 0.2 USD an hour. */
function quoteOf(audioSeconds: number): KeptQuote {
  const quote = workOutQuote(
    { durationSeconds: audioSeconds, model: MODEL },
    {
      region: 'eu-north-1',
      instanceTypes: [TYPE],
      zones: [ZONE],
      onDemandFallback: false,
      rootGib: 40,
    },
    {
      prices: { readAt: NOW.toISOString(), byType: { [TYPE]: { [ZONE]: 0.2 } } },
      speeds: { [TYPE]: estimateOf(SPEED, { model: MODEL, type: TYPE }) },
      now: NOW,
    },
  );
  if (!quote) throw new TypeError('no quote');
  return quote;
}

/** A file, and what there is besides it. */
export interface Situation {
  audioSeconds: number;
  /** Files as long as this one that came before it. */
  before: number;
  /** Runs: a machine of that pool, which has the jobs before. Without one, they wait for a batch machine. */
  running?: 'batch' | 'warm';
  /** Seconds from now. */
  deadline?: number;
}

/** The route that the workflow chooses. */
export function chosenRoute(situation: Situation): RouteName {
  const { audioSeconds, deadline } = situation;
  const job = {
    ...{ model: MODEL, requestedRoute: 'auto' as const, earlierInstances: [] },
    quote: quoteOf(audioSeconds),
    ...(deadline !== undefined && { deadlineAt: after(deadline) }),
  };
  return chooseRoute(job, poolsOf(situation), NOW).route;
}

/** The figures by which it chooses. */
export function estimateOfRoute(route: RouteName, situation: Situation): RouteEstimate {
  const all = routeEstimates(quoteOf(situation.audioSeconds), poolsOf(situation), NOW);
  const found = all.find((one) => one.route === route);
  if (!found) throw new TypeError(`no estimate of ${route}`);
  return found;
}

/**
 * So many files with machines of their own cost as much as an hour of a server of the pool, whether it
 * is busy or idle. The middle of the quote's range, without requests and storage, which all routes have.
 */
export function filesForServerHour(audioSeconds: number): number {
  const { costUsd, servicesUsd, besideUsdPerHour, basis } = quoteOf(audioSeconds);
  const spotUsd = (costUsd.low + costUsd.high) / 2 - servicesUsd;
  const [{ usdPerHour } = { usdPerHour: { low: NaN } }] = basis;
  return Math.ceil((usdPerHour.low + besideUsdPerHour) / spotUsd);
}

function poolsOf({ audioSeconds, before, running }: Situation): PoolsNow {
  return {
    servers: running ? [serverOf(running, before)] : [],
    waiting: running === 'warm' ? [] : waitingJobs(before, audioSeconds),
    batch: { maxMachines: 2, waitMinutes: 10 },
    warmMax: 1,
  };
}

/** A batch machine is busy with one job, and the others wait in the queue. */
function serverOf(pool: 'batch' | 'warm', before: number): KnownServer {
  const onIt = pool === 'warm' ? before : 0;
  const load = { running: Math.min(1, onIt), waiting: Math.max(0, onIt - 1), places: 2 };
  return {
    ...{ id: 'i-1', pool, kind: 'ec2', ready: true, model: MODEL, version: '1' },
    load,
    beatAt: NOW.toISOString(),
  };
}

function waitingJobs(count: number, audioSeconds: number): PoolsNow['waiting'] {
  return Array.from({ length: count }, (_, nth) => ({
    jobId: `job-${nth}`,
    audioSeconds,
    since: NOW.toISOString(),
    latestStartAt: after(36 * 3600),
  }));
}

function after(seconds: number): string {
  return new Date(NOW.getTime() + seconds * 1000).toISOString();
}
