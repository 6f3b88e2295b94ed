/**
 * Takes what a new job may cost out of its purses, before the job is stored: its owner's budget of the
 * month, and those that it shares with the other jobs of a bulk.
 */
import { AlreadyExists } from '../../aws/dynamodb/job-store.ts';
import type { OwnerBudgets } from '../../aws/dynamodb/owner-budgets.ts';
import type { Purses, Reservation } from '../../aws/dynamodb/purses.ts';
import { logError } from '../../base/log.ts';
import { microUsd, monthAt, type Purse } from '../../budgets/purse.ts';
import type { Job } from '../../job/job.ts';

export interface Money {
  purses: Pick<Purses, 'reserve' | 'keep' | 'giveBack'>;
  budgets: Pick<OwnerBudgets, 'purse'>;
  /** The most that a job may cost, in USD, before its first attempt. */
  mostUsd: (job: Job, now: Date) => Promise<number>;
}

export interface Paying {
  jobs: { job: (jobId: string) => Promise<Job | undefined> };
  /** Without it there are no budgets. */
  money?: Money | undefined;
  now: Date;
}

interface Asked {
  job: Job;
  /** Besides that of the owner. */
  purses?: readonly Purse[] | undefined;
}

/**
 * @param create stores the job, with its holds
 * @throws OverBudget; nothing is reserved then
 */
export async function reserving(
  { job, purses = [] }: Asked,
  create: (job: Job) => Promise<void>,
  using: Paying,
): Promise<Job> {
  const { money, now } = using;
  if (!money && purses.length > 0) throw new TypeError('there is nothing to reserve with');
  const own = await money?.budgets.purse(job.owner, monthAt(now));
  const all = own ? [own, ...purses] : purses;
  if (!money || all.length === 0) {
    await create(job);
    return job;
  }
  const amount = microUsd(await money.mostUsd(job, now));
  const holds = await reserveIn(all, amount, { job, money });
  const held = { ...job, holds };
  try {
    await create(held);
  } catch (error) {
    await release(held, error, { ...using, money });
    throw error;
  }
  await Promise.all(holds.map((hold) => money.purses.keep(hold))).catch(asFoundLater);
  return held;
}

/** All or none. */
async function reserveIn(
  purses: readonly Purse[],
  amount: number,
  { job, money }: { job: Job; money: Money },
): Promise<Reservation[]> {
  const reserved: Reservation[] = [];
  try {
    for (const purse of purses) {
      reserved.push(await money.purses.reserve(purse, amount, job.jobId));
    }
    return reserved;
  } catch (error) {
    await Promise.all(reserved.map((one) => money.purses.giveBack(one))).catch(asFoundLater);
    throw error;
  }
}

/**
 * The job is not stored, as far as is known. If the answer was lost it may be, now or soon: its
 * reservation is left to those who look for it later.
 */
async function release(
  { jobId, holds = [] }: Job,
  error: unknown,
  { jobs, money }: Paying & { money: Money },
): Promise<void> {
  if (!(error instanceof AlreadyExists)) return;
  try {
    const marks = new Set((await jobs.job(jobId))?.holds?.map(({ mark }) => mark));
    const unused = holds.filter(({ mark }) => !marks.has(mark));
    await Promise.all(unused.map((hold) => money.purses.giveBack(hold as Reservation)));
  } catch (failure) {
    asFoundLater(failure);
  }
}

/** Purses give back what is left in them, when they need it. */
function asFoundLater(error: unknown): void {
  logError('reservation left in its purse', error, {});
}
