/**
 * Changes what a job holds of its purses, after it was created. Job and purses are written in one
 * transaction, and only while the job's holds are as they were read: a repeated step changes nothing.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { OverBudget } from '../../budgets/over-budget.ts';
import { usdOf, type MicroUsd } from '../../budgets/purse.ts';
import type { JobHold } from '../../job/job-hold.ts';
import type { Job } from '../../job/job.ts';
import { jobKey, purseKey } from './items.ts';
import { JobStore, type NewEvent } from './job-store.ts';
import type { JobsTable } from './jobs-table.ts';
import { Purses } from './purses.ts';
import { transact, type Writes } from './transact.ts';

/** A hold, and what it becomes. */
export interface HoldChange {
  was: JobHold;
  amount: MicroUsd;
  /** Nothing of it is held any more. */
  isSettled?: boolean;
}

/** The job's holds have changed since they were read, or the job is gone. */
class Outdated extends Error {}

export class JobHolds {
  private readonly jobs: JobStore;
  private readonly purses: Purses;
  private readonly table: JobsTable;
  private readonly now: () => Date;

  constructor(table: JobsTable, now = () => new Date()) {
    this.table = table;
    this.now = now;
    this.jobs = new JobStore(table, now);
    this.purses = new Purses(table, now);
  }

  async job(jobId: string): Promise<Job | undefined> {
    return this.jobs.job(jobId);
  }

  /** What a purse has left; Infinity without a limit. */
  async left(purse: string): Promise<MicroUsd> {
    const { committed, limit = Infinity } = await this.purses.state(purse);
    return Math.max(0, limit - committed);
  }

  /**
   * Changes all holds of a job, or none.
   * @returns the new ones; undefined if the job has others by now, or its purses have more
   * @throws OverBudget if a purse does not have what is needed more
   */
  async change(job: Job, changes: readonly HoldChange[]): Promise<JobHold[] | undefined> {
    const holds = changes.map(held);
    const backs = changes.filter(({ was, amount }) => amount < was.amount);
    const more = changes.filter(({ was, amount }) => amount > was.amount);
    const writes = [
      this.jobWrite(job, holds),
      ...(await Promise.all(changes.map((change) => this.purseWrite(change)))),
      // Its time is read before the purse is written: an audit of the timelines counts it no later.
      ...backs.map((change) => this.jobs.timelineWrite(job, eventOf('given-back', change))),
    ];
    try {
      await transact(this.table.client, writes, (cause) => new Outdated('refused', { cause }));
    } catch (error) {
      if (!(error instanceof Outdated)) throw error;
      if (isJobRefused(error.cause)) return undefined;
      const over = await this.overBudget(more);
      if (!over) return undefined;
      throw over;
    }
    // Their time is read after the write. Lost with the function: the sum of the timelines is less then.
    const events = more.map((change) => eventOf('reserved', change));
    await this.jobs.addEvents(job.jobId, job.attempt, events);
    return holds;
  }

  private jobWrite({ jobId, holds }: Job, next: readonly JobHold[]): Writes[number] {
    return {
      Update: {
        TableName: this.table.name,
        Key: jobKey(jobId),
        UpdateExpression: 'SET holds = :next',
        ConditionExpression: 'holds = :was',
        ExpressionAttributeValues: { ':next': next, ':was': holds },
      },
    };
  }

  private async purseWrite({ was, amount, isSettled }: HoldChange): Promise<Writes[number]> {
    const { mark, purse } = was;
    const more = amount - was.amount;
    const limit = more > 0 ? (await this.purses.state(purse)).limit : undefined;
    const adds = `ADD committed :more, held :held${mark === undefined ? '' : ' DELETE pending :marks'}`;
    return {
      Update: {
        TableName: this.table.name,
        Key: purseKey(purse),
        UpdateExpression: adds,
        ...(limit !== undefined && { ConditionExpression: 'committed <= :rest' }),
        ExpressionAttributeValues: {
          ':more': more,
          ':held': isSettled ? -was.amount : more,
          ...(limit !== undefined && { ':rest': limit - more }),
          ...(mark !== undefined && { ':marks': new Set([mark]) }),
        },
      },
    };
  }

  /**
   * Undefined if what was missing has come back since the purse refused: of another job, or of a function
   * that had died.
   */
  private async overBudget(more: readonly HoldChange[]): Promise<OverBudget | undefined> {
    if (more.length === 0) throw new TypeError('a change without growth was refused by a purse');
    const found = await Promise.all(
      more.map(async ({ was, amount }) => {
        await this.purses.giveBackLeft(was.purse);
        const { limit = Infinity, ...state } = await this.purses.state(was.purse);
        return { purse: { name: was.purse, limit }, state, needed: amount - was.amount };
      }),
    );
    const short = found.find(({ purse, state, needed }) => state.committed + needed > purse.limit);
    return short && new OverBudget(short.purse, short.state, { ...short, now: this.now() });
  }
}

function held({ was, amount, isSettled }: HoldChange): JobHold {
  return { purse: was.purse, amount, ...(isSettled && { settled: true as const }) };
}

function eventOf(what: 'reserved' | 'given-back', { was, amount }: HoldChange): NewEvent {
  return { what, detail: { purse: was.purse, usd: usdOf(Math.abs(amount - was.amount)) } };
}

function isJobRefused(cause: unknown): boolean {
  if (!(cause instanceof TransactionCanceledException)) return true;
  return cause.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed';
}
