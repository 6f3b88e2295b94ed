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

/** A dropped file's place on a day. Until it is settled, a repeated reservation finds it. */
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
        if (await this.take(owner, now, { jobsPerDay })) return () => this.giveBack(owner, now);
        throw new QuotaReached(jobsPerDay, now);
      },
    };
  }

  /**
   * Reserves the first day with quota left, for dropped files, which cannot retry. The day's item names
   * the job until the place is kept or given back, so that a lost answer takes no second place.
   * @throws QuotaReached
   */
  async reserve(owner: string, jobsPerDay: number, jobId: string): Promise<Place> {
    const now = this.now();
    for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
      const day = new Date(now.getTime() + ahead * DAY_MS);
      const place = await this.placeOn(day, { owner, jobId }, jobsPerDay);
      if (place)
        return ahead === 0 ? place : { ...place, notBefore: `${dayOf(day)}T00:00:00.000Z` };
    }
    throw new QuotaReached(jobsPerDay, now);
  }

  /** Ends a reservation that an earlier try has left behind; `day` is the job's. */
  async keep({ owner, jobId }: { owner: string; jobId: string }, day: Date): Promise<void> {
    await this.settle({ owner, jobId, day }, { UpdateExpression: 'DELETE reservedFor :job' });
  }

  private async placeOn(
    day: Date,
    { owner, jobId }: { owner: string; jobId: string },
    jobsPerDay: number,
  ): Promise<Place | undefined> {
    const isNew = await this.take(owner, day, { jobsPerDay, jobId });
    if (!isNew && !(await this.isReserved({ owner, jobId, day }))) return undefined;
    return {
      isRepeated: !isNew,
      keep: () => this.keep({ owner, jobId }, day),
      giveBack: () => this.giveBack(owner, day, jobId),
    };
  }

  /** Atomic increment, so that concurrent calls do not conflict. */
  private async take(
    owner: string,
    day: Date,
    { jobsPerDay, jobId }: { jobsPerDay: number; jobId?: string },
  ): Promise<boolean> {
    const isNamed = jobId !== undefined;
    const isLeft = '(attribute_not_exists(jobs) OR jobs < :limit)';
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: quotaKey(owner, dayOf(day)),
      UpdateExpression: `SET #ttl = :ttl ADD jobs :one${isNamed ? ', reservedFor :job' : ''}`,
      ConditionExpression: isNamed ? `${isLeft} AND NOT contains(reservedFor, :jobId)` : isLeft,
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':one': 1,
        ':limit': jobsPerDay,
        ':ttl': Math.ceil((day.getTime() + KEPT_MS) / 1000),
        ...(isNamed && { ':job': new Set([jobId]), ':jobId': jobId }),
      },
    });
    return (await unlessRefused(this.table.client.send(command))) !== undefined;
  }

  private async isReserved({ owner, jobId, day }: Reservation): Promise<boolean> {
    const item = await this.table.get(quotaKey(owner, dayOf(day)), Reserved);
    return item?.reservedFor?.has(jobId) === true;
  }

  private async giveBack(owner: string, day: Date, jobId?: string): Promise<void> {
    if (jobId !== undefined) {
      await this.settle(
        { owner, jobId, day },
        {
          UpdateExpression: 'ADD jobs :less DELETE reservedFor :job',
          ExpressionAttributeValues: { ':less': -1 },
        },
      );
      return;
    }
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: quotaKey(owner, dayOf(day)),
      UpdateExpression: 'ADD jobs :less',
      ConditionExpression: 'jobs > :none',
      ExpressionAttributeValues: { ':less': -1, ':none': 0 },
    });
    await unlessRefused(this.table.client.send(command));
  }

  /** Once: only while the day's item names the job. */
  private async settle(
    { owner, jobId, day }: Reservation,
    update: { UpdateExpression: string; ExpressionAttributeValues?: Record<string, unknown> },
  ): Promise<void> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: quotaKey(owner, dayOf(day)),
      ...update,
      ConditionExpression: 'contains(reservedFor, :jobId)',
      ExpressionAttributeValues: {
        ...update.ExpressionAttributeValues,
        ':job': new Set([jobId]),
        ':jobId': jobId,
      },
    });
    await unlessRefused(this.table.client.send(command));
  }
}
