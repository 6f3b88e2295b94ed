/** Begins an attempt: acquires one instance and records it, or lets the job wait. */
import { secondsPaidFor } from '../../costs/cost-ceiling.ts';
import type { Parameters } from '../../aws/parameters.ts';
import type { MachineSeats } from '../../aws/dynamodb/machine-seats.ts';
import type { PriceStore } from '../../aws/dynamodb/price-store.ts';
import type { SpotMarket } from '../../aws/ec2/spot-market.ts';
import { JobFailure } from '../../base/job-errors.ts';
import type { WaitLimits } from '../../machines/launch-wait.ts';
import { isToReuse, type Job, type JobInstance } from '../../job/job.ts';
import { isFinal, isSameAttempt } from '../../job/job-status.ts';
import { StaleWrite } from '../../aws/dynamodb/job-store.ts';
import { waitsNoLonger } from '../../aws/dynamodb/pool-work.ts';
import type { LaunchStore } from '../../aws/dynamodb/launch-store.ts';
import { logError, logInfo } from '../../base/log.ts';
import type { SpotPrices } from '../../costs/spot-prices.ts';
import { isPool } from '../../job/route-name.ts';
import type { Routing } from '../../job/routing.ts';
import type { Acquired, Dispatcher } from '../../machines/dispatcher.ts';
import type { SagemakerEndpoint } from '../../machines/sagemaker/endpoint.ts';
import {
  endpointWait,
  handOver,
  type EndpointPorts,
} from '../../machines/sagemaker/sagemaker-dispatcher.ts';
import { assertAvailable } from './available-model.ts';
import { currentPrices } from './current-prices.ts';
import type { Costed } from '../requests/most-of-job.ts';
import { holdForAttempt, type Holding } from './hold-for-attempt.ts';
import { knownAudio, quoteAudio, type Quoting } from '../requests/quote-audio.ts';
import { tooLate, waitForCapacity } from './wait-for-capacity.ts';

interface LaunchInstancePorts extends WaitLimits, Costed, Holding {
  jobs: LaunchStore;
  prices: PriceStore;
  market: SpotMarket;
  dispatcher: Dispatcher;
  /** Absent: this deployment has none. */
  endpoint?: { is: SagemakerEndpoint; runtime: EndpointPorts } | undefined;
  seats: Pick<MachineSeats, 'release'>;
  parameters: Pick<Parameters, 'get'>;
  stage: string;
  imageParameter: string;
  models: readonly string[];
  heartbeatSeconds: number;
  timeoutSeconds: number;
}

/** Output for the state machine. */
export type LaunchAnswer =
  | {
      outcome: 'launched';
      attempt: number;
      instanceId: string;
      heartbeatSeconds: number;
      timeoutSeconds: number;
    }
  | { outcome: 'waiting'; attempt: number; waitSeconds: number }
  /** Nothing to launch: an earlier transcript is reused. */
  | { outcome: 'reused' }
  /** The job had already ended, for example because its upload was empty, or is in a later attempt. */
  | { outcome: 'ended' };

/**
 * Idempotent: the transition to `launching` is conditional, and EC2 answers a repeated client token
 * with the same instance.
 * @throws JobFailure named by its code, for the state machine to catch
 */
export async function launchInstance(
  { jobId, attempt }: { jobId: string; attempt: number },
  using: LaunchInstancePorts,
): Promise<LaunchAnswer> {
  const prices = currentPrices(new Date(), using);
  const begun = begin({ jobId, attempt }, { ...using, spotPrices: prices });
  const [job, spotPrices] = await Promise.all([begun, prices]);
  if (isFinal(job.status) || !isSameAttempt(attempt, job.attempt)) return { outcome: 'ended' };
  if (job.status === 'queued') return untilItsTime(job);
  if (isToReuse(job)) return reuse(job, job.reusedFrom, using.jobs);
  // An earlier try of this step recorded it, and its answer was lost; or a pool's machine took the job
  // in the last moment of its offer, and claims it now.
  if (job.instance) return launched(job, job.instance, using);
  assertBeforeDeadline(job);
  await assertAvailable(job, using);
  const paid = await holdForAttempt(job, new Date(), using);
  const there = await atEndpoint(paid, using);
  if (there) return there;
  const asked = await using.dispatcher.acquire(paid, spotPrices);
  if (asked.kind !== 'Launched') return waitForCapacity(paid, asked, using);
  const instanceId = asked.instance.id;
  logInfo('instance launched', { jobId, attempt: job.attempt, instanceId });
  return launched(paid, await record(paid, asked, using), using);
}

/**
 * When a job in `queued` may ask for an instance: on a day with quota left, or after the pause that
 * an earlier try of this step began and whose answer was lost.
 */
function beginsAt({ notBefore, queuedBecause }: Job): number {
  const times = [notBefore, queuedBecause?.retryAt].flatMap((at) => (at ? [Date.parse(at)] : []));
  return Math.max(0, ...times);
}

function untilItsTime(job: Job): LaunchAnswer {
  assertBeforeDeadline(job);
  const { attempt, deadlineAt } = job;
  const until = Math.min(
    beginsAt(job),
    deadlineAt === undefined ? Infinity : Date.parse(deadlineAt),
  );
  const seconds = Math.ceil((until - Date.now()) / 1000);
  return { outcome: 'waiting', attempt, waitSeconds: Math.max(1, seconds) };
}

/** Settle copies the transcript, and begins the next attempt if it has been deleted by then. */
async function reuse(job: Job, jobId: string, jobs: LaunchStore): Promise<LaunchAnswer> {
  const move = { from: ['launching'], to: 'processing', attempt: job.attempt } as const;
  try {
    if (job.status === 'launching') {
      await jobs.transition(job.jobId, move, { event: { what: 'reused', detail: { jobId } } });
    }
  } catch (error) {
    // Cancelled just now, or this step runs twice.
    if (!(error instanceof StaleWrite)) throw error;
  }
  return { outcome: 'reused' };
}

/** Nothing is launched after the owner's deadline. @throws JobFailure DeadlineExceeded */
function assertBeforeDeadline({ deadlineAt, queuedBecause }: Job): void {
  if (deadlineAt === undefined || Date.now() < Date.parse(deadlineAt)) return;
  if (queuedBecause) throw tooLate({ kind: queuedBecause.code, message: queuedBecause.message });
  throw new JobFailure(
    'DeadlineExceeded',
    `The job's deadline passed before an instance was launched; nothing more is done. Create it again with a later deadline.`,
  );
}

/** Pools without capacity, as a hint for choosing instance types. */
function refusals(refused: readonly string[]) {
  if (refused.length === 0) return [];
  const detail = { pools: refused.join('; ').slice(0, 1000) };
  return [{ what: 'pools-refused', detail } as const];
}

/**
 * Hands a job whose route is the endpoint to it. If that does not take it, the attempt goes on with an
 * instance of its own.
 */
async function atEndpoint(job: Job, using: LaunchInstancePorts): Promise<LaunchAnswer | undefined> {
  if (job.route !== 'sagemaker') return undefined;
  const instance = await invocationOf(job, using).catch((error: unknown) => {
    logError('the endpoint has not taken the job', error, { jobId: job.jobId });
  });
  if (!instance) {
    await using.jobs.recordFallOver(job, routingInstead(job, NOT_TAKEN, new Date()));
    return undefined;
  }
  logInfo('handed to the endpoint', { jobId: job.jobId, attempt: job.attempt });
  await using.jobs.recordInvocation(job, instance);
  return atWork(job, using);
}

const NOT_TAKEN = 'The SageMaker endpoint has not taken the job.';

async function invocationOf(job: Job, using: LaunchInstancePorts) {
  const { endpoint, timeoutSeconds: attemptSeconds } = using;
  return endpoint && handOver(job, endpoint.is, { runtime: endpoint.runtime, attemptSeconds });
}

function atWork({ attempt }: Job, { timeoutSeconds }: LaunchInstancePorts): LaunchAnswer {
  return { outcome: 'launched', attempt, instanceId: '', ...endpointWait(timeoutSeconds) };
}

/** If EC2 has told of its end already, AwaitTranscript refuses to begin, and the next attempt follows. */
async function launched(
  job: Job,
  instance: JobInstance,
  using: LaunchInstancePorts,
): Promise<LaunchAnswer> {
  if (instance.market === 'sagemaker') return atWork(job, using);
  if (instance.terminatedAt !== undefined) await using.seats.release(job);
  const { type, maxUsdPerHour } = instance;
  const paidFor = secondsPaidFor(job, { type, maxUsdPerHour, region: using.region });
  const timeoutSeconds = Math.min(using.timeoutSeconds, paidFor);
  return {
    outcome: 'launched',
    attempt: job.attempt,
    instanceId: instance.pool === undefined ? instance.id : '',
    // Step Functions fails an execution whose heartbeat is not the smaller of the two.
    heartbeatSeconds: Math.min(using.heartbeatSeconds, timeoutSeconds - 1),
    timeoutSeconds,
  };
}

interface Beginning extends Quoting {
  jobs: LaunchStore;
  spotPrices: Promise<SpotPrices | undefined>;
}

/** Moves the job into its attempt. @returns the job, unchanged if it has ended */
async function begin(
  { jobId, attempt }: { jobId: string; attempt: number },
  using: Beginning,
): Promise<Job> {
  const { jobs } = using;
  const job = await jobs.job(jobId);
  if (!job) throw new JobFailure('Misconfigured', `There is no job ${jobId} in the table.`);
  const now = new Date();
  const isDue = job.status === 'queued' && isSameAttempt(attempt, job.attempt);
  if (!isDue || now.getTime() < beginsAt(job)) return job;
  const quote = await quoteOf(job, { ...using, now });
  const fell = routingAfterOffer(job, now);
  try {
    await jobs.transition(
      jobId,
      { from: ['queued'], to: 'launching', attempt: job.attempt },
      {
        set: {
          launchedAt: now.toISOString(),
          quote,
          ...(fell && { route: 'spot', routing: fell, fellOver: true }),
        },
        // The patience for capacity starts with the job's day, or after an offer.
        remove: [
          'waitToken',
          ...(fell ? (['offerId'] as const) : []),
          ...(job.notBefore || fell ? (['notBefore', 'queuedBecause'] as const) : []),
        ],
        event: { what: 'launching' },
        ...(fell && { moreEvents: [fallOver(job)], also: waitsNoLonger(job, jobs.table) }),
      },
    );
  } catch (error) {
    // This step runs twice at once; both request the same instance.
    if (!(error instanceof StaleWrite)) throw error;
  }
  return begin({ jobId, attempt }, using);
}

/** Routing of a job that no machine of its pool took; undefined for all others. */
function routingAfterOffer(job: Job, now: Date): Routing | undefined {
  if (!isPool(job.route)) return undefined;
  return routingInstead(job, `No machine of the pool ${job.route} took the job in time.`, now);
}

/** @param because why its route has not taken it */
function routingInstead({ route, routing }: Job, because: string, now: Date): Routing {
  return {
    chosen: 'spot',
    because: [`${because} It gets an instance of its own.`],
    rejected: [
      { route, because },
      ...(routing?.rejected ?? []).filter((one) => one.route !== 'spot' && one.route !== route),
    ],
    decidedAt: now.toISOString(),
  };
}

function fallOver({ route }: Job) {
  return { what: 'fell-over', detail: { from: route, to: 'spot' } } as const;
}

/** Quote of an upload or drop, whose duration is known now, before anything is paid for. */
async function quoteOf(job: Job, using: Beginning & { now: Date }) {
  const audio = knownAudio(job.audio);
  if (job.quote || job.reusedFrom !== undefined || !audio) return undefined;
  return quoteAudio(audio, job, using);
}

async function record(
  job: Job,
  { instance, refused }: Acquired,
  using: LaunchInstancePorts,
): Promise<JobInstance> {
  try {
    return await using.jobs.recordLaunch(job, { instance, moreEvents: refusals(refused) });
  } catch (error) {
    // Any other error may have come after the write; this step is repeated and gets the same instance.
    if (!(error instanceof StaleWrite)) throw error;
    // Without a record the instance cannot be found by the job: terminate it.
    await using.dispatcher.release(instance.id).catch((failure: unknown) => {
      // The first error is the job's; the instance ends by its dead man's switch.
      logError('instance not terminated', failure, { jobId: job.jobId, instanceId: instance.id });
    });
    throw error;
  }
}
