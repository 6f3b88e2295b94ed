/** How many jobs an owner has created on each day: with whichever key, and by dropping files. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { DAY_MS, dayOf, QuotaReached, type JobQuota } from '../../access/job-quota.ts';
import { quotaKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

/** A dropped file waits so many days for a place at most. */
const DAYS_AHEAD = 7;
/** Longer than anybody asks for a day. */
const KEPT_MS = (DAYS_AHEAD + 2) * DAY_MS;

/** A place on a day, which is given back if no job comes of it. */
export interface Place {
  /** When the day begins, if it is not today. */
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

  /** For those who can be told to come again tomorrow. */
  today(owner: string, jobsPerDay: number): JobQuota {
    return {
      take: async () => {
        const now = this.now();
        if (await this.take(owner, now, jobsPerDay)) return () => this.giveBack(owner, now);
        throw new QuotaReached(jobsPerDay, now);
      },
    };
  }

  /** For those who cannot: a place on the first day that has one. @throws QuotaReached */
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

  /** Those at the same time never collide: DynamoDB adds one after the other. */
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
