/** Daily job count per owner, over all keys and dropped files. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY_MS, dayOf, QuotaReached, type JobQuota } from '../../access/job-quota.ts';
import { quotaKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

/** Longest wait of a dropped file for a day with quota. */
const DAYS_AHEAD = 7;
/** Past the last day that is read. */
const KEPT_MS = (DAYS_AHEAD + 2) * DAY_MS;

const Counted = z.object({ jobs: z.int().default(0) });

/** A reservation on a day, to be returned if no job is created. */
export interface Place {
  /** Start of that day, unless it is today. */
  notBefore?: string;
  giveBack: () => Promise<void>;
}

export class JobQuotas {
  private readonly table: JobsTable;
  private readonly now: () => Date;

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
        if (await this.take(owner, now, jobsPerDay)) return () => this.giveBack(owner, now);
        throw new QuotaReached(jobsPerDay, now);
      },
    };
  }

  /** Reserves the first day with quota left, for dropped files, which cannot retry. @throws QuotaReached */
  async reserve(owner: string, jobsPerDay: number): Promise<Place> {
    const now = this.now();
    for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
      const day = new Date(now.getTime() + ahead * DAY_MS);
      if (!(await this.take(owner, day, jobsPerDay))) continue;
      const giveBack = () => this.giveBack(owner, day);
      return ahead === 0 ? { giveBack } : { giveBack, notBefore: `${dayOf(day)}T00:00:00.000Z` };
    }
    throw new QuotaReached(jobsPerDay, now);
  }

  /** Atomic increment, so that concurrent calls do not conflict. */
  private async take(owner: string, day: Date, jobsPerDay: number): Promise<boolean> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: quotaKey(owner, dayOf(day)),
      UpdateExpression: 'SET #ttl = :ttl ADD jobs :one',
      ConditionExpression: 'attribute_not_exists(jobs) OR jobs < :limit',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':one': 1,
        ':limit': jobsPerDay,
        ':ttl': Math.ceil((day.getTime() + KEPT_MS) / 1000),
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
