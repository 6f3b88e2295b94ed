/**
 * Chooses the route of an attempt and stores it with its reasons. A pool's job is offered to its
 * machines by the next state; all others are launched.
 */
import { randomBytes } from 'node:crypto';
import type { OfferStore } from '../../aws/dynamodb/offer-store.ts';
import type { WarmDemand } from '../../aws/dynamodb/warm-demand.ts';
import { JobFailure } from '../../base/job-errors.ts';
import { pooledSeconds } from '../../costs/cost-ceiling.ts';
import { logInfo } from '../../base/log.ts';
import { isToReuse, type Job } from '../../job/job.ts';
import { isFinal, isSameAttempt } from '../../job/job-status.ts';
import { isPool, type PoolName } from '../../job/route-name.ts';
import type { Chosen } from './choose-route.ts';

/** Time in which a warm server has to answer; the state's retries follow after 1, 2 and 4 s. */
const WARM_OFFER_SECONDS = 2;
/**
 * A batch offer is made anew in each quarter of the time that is left, by the state's retries: a
 * message that was lost is sent again.
 */
const BATCH_OFFERS = 4;
/** A machine that just takes the job has time to say so. */
const LEAST_SECONDS = 10;
/** Step Functions refuses a longer timeout, and an execution older than a year. */
const LONGEST_OFFER_SECONDS = 30 * 24 * 3600;

interface Limits {
  region: string;
  /** Queue URL of each pool. */
  queues: Readonly<Record<PoolName, string>>;
  heartbeatSeconds: number;
  timeoutSeconds: number;
}

export interface RouteJobPorts extends Limits {
  jobs: Pick<OfferStore, 'job' | 'recordRoute' | 'recordOffer'>;
  choose: (job: Job, now: Date) => Promise<Omit<Chosen, 'figures'>>;
  /** A job that asks for a server and finds none has one launched for those that follow. */
  demand: Pick<WarmDemand, 'note'>;
  now?: () => Date;
}

/** Output for the state machine: where Launch writes its own. */
export type RouteAnswer =
  | { outcome: 'launch'; attempt: number }
  | {
      outcome: 'offer';
      attempt: number;
      offerId: string;
      queueUrl: string;
      offerSeconds: number;
      heartbeatSeconds: number;
      timeoutSeconds: number;
      /** None of its own: the workflow never ends a pool's machine. */
      instanceId: '';
    };

/** Idempotent: a repeated step finds its offer. */
export async function routeJob(
  { jobId, attempt }: { jobId: string; attempt: number },
  using: RouteJobPorts,
): Promise<RouteAnswer> {
  const job = await using.jobs.job(jobId);
  if (!job) throw new JobFailure('Misconfigured', `There is no job ${jobId} in the table.`);
  const now = using.now?.() ?? new Date();
  if (!needsMachine(job, attempt)) return { outcome: 'launch', attempt };
  const earlier = earlierOffer(job);
  if (earlier) {
    const paidSeconds = pooledSeconds(job, using.region);
    return offering({ ...earlier, paidSeconds }, { ...using, attempt, now });
  }
  const choice = waitsForItsDay(job, now) ? LATER : await using.choose(job, now);
  const { route, latestStartAt, quote, paidSeconds } = choice;
  logInfo('route chosen', { jobId, attempt, route });
  if (job.requestedRoute === 'warm' && route !== 'warm') await using.demand.note(now);
  const routing = { chosen: route, because: choice.because, rejected: choice.rejected };
  const decided = { routing: { ...routing, decidedAt: now.toISOString() }, quote };
  if (!isPool(route)) {
    await using.jobs.recordRoute(job, decided);
    return { outcome: 'launch', attempt };
  }
  const offerId = randomBytes(16).toString('hex');
  await using.jobs.recordOffer(job, { ...decided, offerId, latestStartAt, now });
  return offering({ pool: route, offerId, latestStartAt, paidSeconds }, { ...using, attempt, now });
}

interface Moment {
  attempt: number;
  now: Date;
}

interface MadeOffer {
  pool: PoolName;
  offerId: string;
  latestStartAt?: Date | undefined;
  /** Infinity without a budget. */
  paidSeconds?: number | undefined;
}

/** An earlier try of this step made it, and its answer was lost. */
function earlierOffer({ route, offerId, queuedBecause }: Job): MadeOffer | undefined {
  if (!isPool(route) || offerId === undefined) return undefined;
  const latestStartAt = queuedBecause && new Date(queuedBecause.retryAt);
  return { pool: route, offerId, latestStartAt };
}

function offering(
  { pool, offerId, latestStartAt, paidSeconds = Infinity }: MadeOffer,
  { attempt, now, queues, ...using }: Limits & Moment,
): RouteAnswer {
  const offerSeconds = offerSecondsOf(latestStartAt, now);
  const timeoutSeconds = Math.min(using.timeoutSeconds, Math.max(LEAST_SECONDS, paidSeconds));
  // Step Functions fails an execution whose heartbeat is not the smaller of the two.
  const heartbeatSeconds = Math.min(using.heartbeatSeconds, timeoutSeconds - 1);
  const limits = { offerSeconds, heartbeatSeconds, timeoutSeconds };
  return { outcome: 'offer', attempt, offerId, queueUrl: queues[pool], ...limits, instanceId: '' };
}

/** Launch handles the others: ended jobs and reused transcripts. */
function needsMachine(job: Job, attempt: number): boolean {
  if (isFinal(job.status) || !isSameAttempt(attempt, job.attempt)) return false;
  return job.status !== 'processing' && !isToReuse(job) && job.instance === undefined;
}

/** A dropped file beyond its owner's daily quota: Launch lets it wait. */
function waitsForItsDay({ notBefore }: Job, now: Date): boolean {
  return notBefore !== undefined && now.getTime() < Date.parse(notBefore);
}

const LATER: Omit<Chosen, 'figures'> = {
  route: 'spot',
  because: ["The file waits for the next day of its owner's quota, and gets an instance then."],
  rejected: [],
};

function offerSecondsOf(latestStartAt: Date | undefined, now: Date): number {
  if (!latestStartAt) return WARM_OFFER_SECONDS;
  const left = (latestStartAt.getTime() - now.getTime()) / 1000 / BATCH_OFFERS;
  return Math.min(LONGEST_OFFER_SECONDS, Math.max(WARM_OFFER_SECONDS, Math.floor(left)));
}
