/**
 * What a job holds of its budget before an attempt: the most that it may cost with it. The length of
 * uploads and dropped files is known only now; a further attempt needs more.
 */
import type { JobHolds } from '../../aws/dynamodb/job-holds.ts';
import { JobFailure } from '../../base/job-errors.ts';
import { OverBudget } from '../../budgets/over-budget.ts';
import { microUsd } from '../../budgets/purse.ts';
import { spentUsd } from '../../costs/cost-ceiling.ts';
import type { Job } from '../../job/job.ts';
import { mostOfJob, type Costed } from '../requests/most-of-job.ts';

/** Another call of the same step may change them at once. */
const TRIES = 3;

export interface Holding {
  holds: Pick<JobHolds, 'job' | 'change'>;
}

/**
 * Idempotent.
 * @param job with the quote of this attempt
 * @returns the job, with what it holds
 * @throws JobFailure BudgetExceeded
 */
export async function holdForAttempt(job: Job, now: Date, using: Costed & Holding): Promise<Job> {
  if (!job.holds?.length) return job;
  const most = microUsd(await mostOfJob(job, now, using));
  if (!Number.isFinite(most)) throw new JobFailure('BudgetExceeded', UNPRICED);
  let known = job;
  for (let tried = 0; tried < TRIES; tried += 1) {
    const held = await adjusted(known, most, using);
    if (held) return held;
    const { holds } = (await using.holds.job(job.jobId)) ?? job;
    known = { ...job, holds };
  }
  return known;
}

/** @returns undefined if the job holds something else by now */
async function adjusted(
  job: Job,
  most: number,
  { holds, region }: Costed & Holding,
): Promise<Job | undefined> {
  const isFirst = job.earlierInstances.length === 0;
  const changes = (job.holds ?? []).map((was) => ({
    was,
    amount: isFirst ? most : Math.max(most, was.amount),
  }));
  if (changes.every(({ was, amount }) => amount === was.amount)) return job;
  try {
    const next = await holds.change(job, changes);
    return next && { ...job, holds: next };
  } catch (error) {
    if (!(error instanceof OverBudget)) throw error;
    if (isEnough(job, region)) return job;
    throw new JobFailure('BudgetExceeded', `${error.message} ${NOT_BEGUN}`);
  }
}

const UNPRICED =
  'No price is recorded here for a machine that the job has had, so that what another attempt may cost is not known; none is begun. An operator adds the price to core/costs/prices.ts.';

const NOT_BEGUN =
  'The job reserves what an attempt may cost before it begins; this one is not begun. Create the job again when the budget has more, or ask an operator for a larger one.';

/** Whether the rest of what it holds pays for one attempt at the high end of its quote. */
function isEnough({ holds = [], quote, earlierInstances }: Job, region: string): boolean {
  if (!quote) return false;
  const needed = microUsd(spentUsd(earlierInstances, region) + quote.costUsd.high);
  return holds.every(({ amount }) => amount >= needed);
}
