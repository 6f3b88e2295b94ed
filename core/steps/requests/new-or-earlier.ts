/** A new job for a request, or the one that an identical request has created. */
import { QuotaReached, type JobQuota } from '../../access/job-quota.ts';
import { identityOf, type Identifiable } from '../../api/request-identity.ts';
import { OverBudget } from '../../budgets/over-budget.ts';
import type { Purse } from '../../budgets/purse.ts';
import { RequestRefused } from '../../api/request-refused.ts';
import { AlreadyExists, type JobStore, type NewRepeat } from '../../aws/dynamodb/job-store.ts';
import type { Job } from '../../job/job.ts';
import { reserving, type Paying } from '../arrivals/reserve-money.ts';

export interface Repeatable extends Identifiable {
  jobQuota: JobQuota;
  /** Besides its owner's budget, if there is one. */
  purses?: readonly Purse[] | undefined;
  /** Earlier job of the same request that is of no use: the new one takes its place. */
  insteadOf?: string | undefined;
}

/**
 * A job that is not stored yet, and the write that stores it, with what it holds, and with the record of
 * its request.
 */
export interface NewJob {
  job: Job;
  store: (job: Job, repeat: NewRepeat | undefined) => Promise<void>;
}

interface Using extends Paying {
  jobs: Pick<JobStore, 'job' | 'idempotency'>;
}

/** Errors for a new job that do not apply to one created before. */
const FOR_NEW_JOBS = [AlreadyExists, RequestRefused, QuotaReached, OverBudget];

/**
 * @param make throws what refuses a new job
 * @throws RequestRefused, QuotaReached, OverBudget; AlreadyExists if the job of the same message was deleted
 */
export async function newOrEarlier(
  asked: Repeatable,
  make: () => Promise<NewJob>,
  using: Using,
): Promise<Job> {
  try {
    const { job, store } = await make();
    const repeat = recordOf(job, asked, using.now);
    const { purses } = asked;
    return await counted(asked.jobQuota, () =>
      reserving({ job, purses }, (held) => store(held, repeat), using),
    );
  } catch (error) {
    if (!FOR_NEW_JOBS.some((kind) => error instanceof kind)) throw error;
    // A repeat finds its job even if a new one would be refused now, for example by its deadline.
    const jobId = await jobBefore(asked, using);
    const isReplaced = jobId === undefined || jobId === asked.insteadOf;
    const earlier = isReplaced ? undefined : await using.jobs.job(jobId);
    if (earlier) return earlier;
    if (!(error instanceof AlreadyExists) || asked.insteadOf === (jobId ?? '')) throw error;
    // The job was deleted, and its record is still there or was until just now; or another chunk of
    // its session came at the same time.
    return newOrEarlier({ ...asked, insteadOf: jobId ?? '' }, make, using);
  }
}

/** Takes quota, and returns it if creation fails. @throws QuotaReached */
async function counted<T>(quota: JobQuota, create: () => Promise<T>): Promise<T> {
  const giveBack = await quota.take();
  try {
    return await create();
  } catch (error) {
    await giveBack();
    throw error;
  }
}

function recordOf({ jobId }: Job, asked: Repeatable, now: Date): NewRepeat | undefined {
  const identity = identityOf(asked);
  if (!identity) return undefined;
  const { keptMs, ...named } = identity;
  const expiresAt = new Date(now.getTime() + keptMs).toISOString();
  const unlessDeleted = asked.message !== undefined;
  return { ...named, jobId, expiresAt, insteadOf: asked.insteadOf, unlessDeleted };
}

const OTHER_BODY =
  'This Idempotency-Key was used with another body in the last 24 hours. Use a new key for a new request.';
const OTHER_MESSAGE =
  'An earlier message with this job_id or idempotencyKey had another body. Send a new one with a new id.';

/** Id of the job that an identical request created, while its record is valid. */
async function jobBefore(asked: Repeatable, { jobs, now }: Using): Promise<string | undefined> {
  const identity = identityOf(asked);
  const record = identity && (await jobs.idempotency(identity.key));
  if (!record || Date.parse(record.expiresAt) <= now.getTime()) return undefined;
  if (record.bodyHash === identity.bodyHash) return record.jobId;
  throw new RequestRefused('idempotency-mismatch', asked.message ? OTHER_MESSAGE : OTHER_BODY);
}
