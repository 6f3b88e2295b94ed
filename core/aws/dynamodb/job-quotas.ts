/**
 * Places of dropped files in the daily quota. The day's item names the job until its place is kept or
 * given back, so that a lost answer or a repeated event takes no second place.
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY_MS, dayOf, QuotaReached } from '../../access/job-quota.ts';
import { DailyQuota, DAYS_AHEAD } from './daily-quota.ts';
import { quotaKey } from './items.ts';
import { unlessRefused } from './jobs-table.ts';

/** A dropped file's place on a day. */
export interface Place {
  /** Start of that day, unless it is today. */
  notBefore?: string;
  /** Reserved by an earlier try of the same event. */
  isRepeated: boolean;
  /** The job is created. */
  keep: () => Promise<void>;
  /** No job is created. */
  giveBack: () => Promise<void>;
}

interface Reservation {
  owner: string;
  jobId: string;
  day: Date;
}

const Reserved = z.object({ reservedFor: z.set(z.string()).optional() });

export class JobQuotas extends DailyQuota {
  /** Reserves the first day with quota left, for files, which cannot retry. @throws QuotaReached */
  async reserve(owner: string, jobsPerDay: number, jobId: string): Promise<Place> {
    const now = this.now();
    for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
      const day = new Date(now.getTime() + ahead * DAY_MS);
      const place = await this.placeOn({ owner, jobId, day }, jobsPerDay);
      if (place)
        return ahead === 0 ? place : { ...place, notBefore: `${dayOf(day)}T00:00:00.000Z` };
    }
    throw new QuotaReached(jobsPerDay, now);
  }

  /** Ends a reservation that an earlier try has left behind; `day` is the job's. */
  async keep({ owner, jobId }: { owner: string; jobId: string }, day: Date): Promise<void> {
    await this.settle({ owner, jobId, day }, 'DELETE reservedFor :job', {});
  }

  private async placeOn(
    { owner, jobId, day }: Reservation,
    jobsPerDay: number,
  ): Promise<Place | undefined> {
    const also = {
      add: ', reservedFor :job',
      condition: ' AND NOT contains(reservedFor, :jobId)',
      values: { ':job': new Set([jobId]), ':jobId': jobId },
    };
    const isNew = await this.take(owner, day, { jobsPerDay, also });
    if (!isNew && !(await this.isReserved({ owner, jobId, day }))) return undefined;
    return {
      isRepeated: !isNew,
      keep: () => this.keep({ owner, jobId }, day),
      giveBack: () =>
        this.settle({ owner, jobId, day }, 'ADD jobs :less DELETE reservedFor :job', {
          ':less': -1,
        }),
    };
  }

  private async isReserved({ owner, jobId, day }: Reservation): Promise<boolean> {
    const item = await this.table.get(quotaKey(owner, dayOf(day)), Reserved);
    return item?.reservedFor?.has(jobId) === true;
  }

  /** Once: only while the day's item names the job. */
  private async settle(
    { owner, jobId, day }: Reservation,
    UpdateExpression: string,
    values: Record<string, unknown>,
  ): Promise<void> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: quotaKey(owner, dayOf(day)),
      UpdateExpression,
      ConditionExpression: 'contains(reservedFor, :jobId)',
      ExpressionAttributeValues: { ...values, ':job': new Set([jobId]), ':jobId': jobId },
    });
    await unlessRefused(this.table.client.send(command));
  }
}
