/**
 * Gives back what a job that has ended did not use of its budget: at its end all but what it cost and
 * what its machines may still cost, and the rest once they have ended.
 */
import type { HoldChange, JobHolds } from '../../aws/dynamodb/job-holds.ts';
import { costOfEnded, type EndedCost } from './cost-of-ended.ts';
import { OverBudget } from '../../budgets/over-budget.ts';
import type { JobHold } from '../../job/job-hold.ts';
import { isFinal } from '../../job/job-status.ts';
import type { Job } from '../../job/job.ts';

/** EC2's events and the workflow may come at once. */
const TRIES = 5;

export interface Settlement {
  holds: Pick<JobHolds, 'job' | 'change' | 'left'>;
}

/**
 * Idempotent. Does nothing for a job that runs, or that holds nothing any more.
 * @param isLast nothing more will be known: the job is deleted
 */
export async function settleHolds(
  { jobId, ...known }: Pick<Job, 'jobId' | 'status' | 'holds'>,
  { holds }: Settlement,
  { now, isLast = false }: { now: Date; isLast?: boolean },
): Promise<void> {
  if (!isToSettle(known)) return;
  for (let tried = 0; tried < TRIES; tried += 1) {
    const job = await holds.job(jobId);
    if (!job || !isToSettle(job)) return;
    const cost = costOfEnded(job, now);
    const isDone = isLast && !cost.isFinal ? spentAll(job, holds) : settled(job, cost, holds);
    if (await isDone) return;
  }
}

function isToSettle({ status, holds = [] }: Pick<Job, 'status' | 'holds'>): boolean {
  return isFinal(status) && holds.some((hold) => !hold.settled);
}

/** Its machines may run on: what is held counts as spent. */
async function spentAll(job: Job, using: Settlement['holds']): Promise<boolean> {
  const { holds = [] } = job;
  const changes = holds.map((was) => ({ was, amount: was.amount, isSettled: true }));
  return (await using.change(job, changes)) !== undefined;
}

async function settled(
  job: Job,
  { amount, isFinal: isSettled }: EndedCost,
  using: Settlement['holds'],
): Promise<boolean> {
  const { holds = [] } = job;
  const within = (most: (was: JobHold) => number): HoldChange[] =>
    holds.map((was) => ({ was, amount: Math.min(amount, most(was)), isSettled }));
  const inHold = within((was) => was.amount);
  if (!isSettled) {
    const isLess = inHold.some((change) => change.amount < change.was.amount);
    return !isLess || (await using.change(job, inHold)) !== undefined;
  }
  // It cost more than it held: as much as the purse has left is counted, so that nothing more begins.
  const left = await Promise.all(
    holds.map(async (was) => (amount > was.amount ? using.left(was.purse) : 0)),
  );
  try {
    const all = within((was) => was.amount + (left[holds.indexOf(was)] ?? 0));
    return (await using.change(job, all)) !== undefined;
  } catch (error) {
    if (!(error instanceof OverBudget)) throw error;
    return (await using.change(job, inHold)) !== undefined;
  }
}
