/** The routes that an attempt of a job may take, and why not the others. */
import { counted, seconds, usd } from '../base/figures.ts';
import type { Job } from '../job/job.ts';
import { isPool, ROUTE_NAMES, type PoolName, type RouteName } from '../job/route-name.ts';
import { takingJobs } from './pool/known-server.ts';
import { queueOf, warmServers } from './pool/warm-figures.ts';
import { hasPool, type PoolsNow } from './pools-now.ts';
import { routeEstimates } from './route-estimates.ts';
import type { RouteEstimate } from './route-figures.ts';
import { endpointRefusal, type EndpointJob } from './sagemaker/sagemaker-refusal.ts';

/** What the choice looks at in a job. Without a quote its duration is not known. */
export interface RoutedJob
  extends
    EndpointJob,
    Pick<Job, 'model' | 'requestedRoute' | 'quote' | 'deadlineAt' | 'maxCostUsd'> {
  /** Machines of earlier attempts: a server that lost the job is not counted on, even while its report is fresh. */
  earlierInstances: readonly { id: string }[];
  /** What they cost, in USD. */
  spentUsd?: number | undefined;
}

/** A job that asked for `batch` without a deadline waits so long for a machine. */
export const BATCH_PATIENCE_SECONDS = 36 * 3600;
/** An offer to the warm pool falls over after about 15 s: a server must have a free place soon. */
const LATEST_WARM_START_SECONDS = 25;
/** How much longer than expected a batch machine may take, if the deadline leaves no time for spot. */
const LATE_SECONDS = 30;

/** A job, and what its routes are like at this moment. */
export interface Asking {
  job: RoutedJob;
  /** The machines that may get the job. */
  pools: PoolsNow;
  now: Date;
  estimates: RouteEstimate[];
  /** Seconds until the deadline; below 0 after it. */
  left: number | undefined;
}

/** A route as the job may take it. */
export interface Option {
  route: RouteName;
  estimate: RouteEstimate | undefined;
  /** Why the job cannot take it, as a sentence. */
  refusal?: string | undefined;
  /** Why the job takes it only if it asked for it. */
  reluctance?: string | undefined;
  latestStart?: Date | undefined;
}

/**
 * Without machines that lost the job, and boxes of the batch pool with another model: an instance can
 * get any that is declared, and a box is refused the job. The warm pool is asked for the model itself.
 * @param known rows may be stale: their age is looked at here
 */
export function askingOf(job: RoutedJob, known: PoolsNow, now: Date): Asking {
  const lost = new Set(job.earlierInstances.map(({ id }) => id));
  const servers = known.servers.filter(
    ({ id, pool, kind, model }) =>
      !lost.has(id) && (pool === 'warm' || kind === 'ec2' || model === job.model),
  );
  const pools = { ...known, servers };
  const { quote, deadlineAt } = job;
  return {
    job,
    pools,
    now,
    estimates: quote ? routeEstimates(quote, pools, now) : [],
    left: deadlineAt === undefined ? undefined : (Date.parse(deadlineAt) - now.getTime()) / 1000,
  };
}

/** Routes to weigh: an endpoint is one only where it is deployed. */
export function routesOf({ pools }: Asking): RouteName[] {
  return ROUTE_NAMES.filter((name) => name !== 'sagemaker' || pools.endpoint !== undefined);
}

/** A route with its figures, if they are known, and whether the job may take it. */
export function optionOf(route: RouteName, asking: Asking): Option {
  const estimate = asking.estimates.find((one) => one.route === route);
  if (route === 'sagemaker') return endpointOption(estimate, asking);
  if (!isPool(route)) return { route, estimate };
  const refusal = refusalOf(route, estimate, asking);
  if (refusal !== undefined) return { route, estimate, refusal };
  if (route === 'warm') return { route, estimate };
  const latestStart = latestStartOf(estimate, asking);
  if (!latestStart) return { route, estimate, refusal: tooNear(estimate, asking) };
  return { route, estimate, latestStart, reluctance: reluctanceOf(asking) };
}

/** SageMaker's limits hold for any job; without figures only a job that asked for the endpoint takes it. */
function endpointOption(
  estimate: RouteEstimate | undefined,
  { job, pools: { endpoint } }: Asking,
): Option {
  const route = 'sagemaker';
  if (!endpoint) return { route, estimate, refusal: 'This deployment has no SageMaker endpoint.' };
  const refusal = endpointRefusal(job, endpoint) ?? ceilingRefusal(estimate, job);
  if (refusal !== undefined) return { route, estimate, refusal };
  const unknown = 'Its figures are not known, so the job takes it only if it asks for sagemaker.';
  return { route, estimate, ...(!estimate && { reluctance: unknown }) };
}

/** Why a job cannot go to a pool. */
function refusalOf(
  pool: PoolName,
  estimate: RouteEstimate | undefined,
  asking: Asking,
): string | undefined {
  const { pools, now } = asking;
  if (!hasPool(pools, pool, now)) {
    return `This deployment launches no ${pool} machines, and none is up.`;
  }
  const busy = pool === 'warm' ? warmRefusal(estimate, asking) : undefined;
  return busy ?? ceilingRefusal(estimate, asking.job);
}

function warmRefusal(
  estimate: RouteEstimate | undefined,
  { job: { model }, pools: { servers }, now }: Asking,
): string | undefined {
  const [first] = warmServers(servers, model, now);
  if (!first) {
    const others = takingJobs(servers, 'warm', now).length;
    const why = others > 0 ? `: the ${others} that are up hold other models` : '';
    return `No server with ${model} loaded takes jobs now${why}.`;
  }
  const queue = queueOf(first);
  if (queue === 0) return undefined;
  const wait = estimate?.startsInSeconds.high ?? Infinity;
  if (wait <= LATEST_WARM_START_SECONDS) return undefined;
  const { running, waiting, places } = first.load;
  return `No server has a free place: on the least busy one ${counted(running, 'job')} running and ${waiting} waiting, with ${counted(places, 'place')}${estimate ? `, so that the job would begin in ${seconds(estimate.startsInSeconds)}` : ''}.`;
}

/** A pool's machine, or the endpoint's, runs on for other jobs, so the ceiling cannot end it: even the high end must be below. */
function ceilingRefusal(
  estimate: RouteEstimate | undefined,
  { maxCostUsd, spentUsd = 0 }: RoutedJob,
): string | undefined {
  if (maxCostUsd === undefined) return undefined;
  const most = maxCostUsd - spentUsd;
  if (!estimate) {
    return 'Without a known duration only an instance of its own can keep the ceiling of its cost.';
  }
  if (estimate.costUsd.high <= most) return undefined;
  return `It may cost ${usd(estimate.costUsd)}, and ${Math.max(0, most).toFixed(4)} USD of its ceiling are left; only an instance of its own ends at the ceiling.`;
}

/**
 * When a job gives up waiting for a batch machine: as late as spot still keeps the deadline. Where that
 * is too early for the pool, but the pool keeps the deadline, a little after it is expected to begin.
 * Undefined if the job must not wait.
 */
function latestStartOf(
  estimate: RouteEstimate | undefined,
  { estimates, left, now }: Asking,
): Date | undefined {
  const after = (wait: number) => new Date(now.getTime() + Math.floor(wait * 1000));
  if (left === undefined) return after(BATCH_PATIENCE_SECONDS);
  const spot = estimates.find(({ route }) => route === 'spot');
  if (!estimate || !spot) return undefined;
  const { startsInSeconds: starts, completedInSeconds: completed } = estimate;
  const forSpot = left - spot.completedInSeconds.high;
  if (forSpot > 0 && forSpot >= starts.low) return after(forSpot);
  if (completed.high > left) return undefined;
  return after(Math.min(left, starts.high + LATE_SECONDS));
}

function tooNear(estimate: RouteEstimate | undefined, { estimates, left = 0 }: Asking): string {
  const spot = estimates.find(({ route }) => route === 'spot');
  if (!estimate || !spot) {
    return 'Without a known duration nothing tells how long the job may wait before its deadline.';
  }
  return `The deadline is too near: in ${Math.round(left)} s. A batch machine would begin in ${seconds(estimate.startsInSeconds)}, and an instance of its own needs up to ${Math.round(spot.completedInSeconds.high)} s.`;
}

/** Waiting for company is for jobs that have time. */
function reluctanceOf({ job, left, pools, now }: Asking): string | undefined {
  if (!job.quote) return 'The duration is not known, so the job waits only if it asks for batch.';
  if (left !== undefined || takingJobs(pools.servers, 'batch', now).length > 0) return undefined;
  return 'No batch machine is running, and a job without a deadline waits for one only if it asks for batch.';
}

/** Also if the job asked for it. */
export function isPossible({ refusal }: Option): boolean {
  return refusal === undefined;
}

/** Also for a job that did not ask for it. */
export function isForAny(option: Option): boolean {
  return isPossible(option) && option.reluctance === undefined;
}
