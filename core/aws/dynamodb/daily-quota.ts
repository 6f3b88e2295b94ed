/** Daily job count per owner, over all keys and dropped files: one item per day. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY_MS, dayOf, QuotaReached, type JobQuota } from '../../access/job-quota.ts';
import { quotaKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

/** Longest wait of a dropped file for a day with quota (job-quotas.ts). */
export const DAYS_AHEAD = 7;
/** Past the last day that is read. */
const KEPT_MS = (DAYS_AHEAD + 2) * DAY_MS;

const Counted = z.object({ jobs: z.int().default(0) });

/** What a change of the count also does to the day's item. */
export interface AlsoChanged {
  add: string;
  condition: string;
  values: Record<string, unknown>;
}

export class DailyQuota {
  protected readonly table: JobsTable;
  protected readonly now: () => Date;

  constructor(table: JobsTable, now = () => new Date()) {
    this.table = table;
    this.now = now;
  }

  /** For callers that can retry tomorrow. */
  today(owner: string, jobsPerDay: number): JobQuota {
    return {
      assertLeft: async () => {
        const now = this.now();
        const counted = await this.table.get(quotaKey(owner, dayOf(now)), Counted);
        if ((counted?.jobs ?? 0) >= jobsPerDay) throw new QuotaReached(jobsPerDay, now);
      },
      take: async () => {
        const now = this.now();
        if (!(await this.take(owner, now, { jobsPerDay }))) throw new QuotaReached(jobsPerDay, now);
        return () => this.giveBack(owner, now);
      },
    };
  }

  /** Atomic increment, so that concurrent calls do not conflict. @returns false if nothing is left */
  protected async take(
    owner: string,
    day: Date,
    { jobsPerDay, also }: { jobsPerDay: number; also?: AlsoChanged },
  ): Promise<boolean> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: quotaKey(owner, dayOf(day)),
      UpdateExpression: `SET #ttl = :ttl ADD jobs :one${also?.add ?? ''}`,
      ConditionExpression: `(attribute_not_exists(jobs) OR jobs < :limit)${also?.condition ?? ''}`,
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':one': 1,
        ':limit': jobsPerDay,
        ':ttl': Math.ceil((day.getTime() + KEPT_MS) / 1000),
        ...also?.values,
      },
    });
    return (await unlessRefused(this.table.client.send(command))) !== undefined;
  }

  private async giveBack(owner: string, day: Date): Promise<void> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: quotaKey(owner, dayOf(day)),
      UpdateExpression: 'ADD jobs :less',
      ConditionExpression: 'jobs > :none',
      ExpressionAttributeValues: { ':less': -1, ':none': 0 },
    });
    await unlessRefused(this.table.client.send(command));
  }
}
