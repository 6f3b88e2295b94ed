/**
 * API keys as requests meet them. The key's own item counts what it is used for; the functions may
 * write those attributes and no other, so none of them can give a key more rights.
 *
 * A request costs one read, and one write if it is let in: whoever has no key, or asks too often, makes
 * nobody pay for a write. Nothing is remembered between requests: a revoked key is none in the next.
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ApiKey, hasEnded } from '../api-key.ts';
import { dayOf, QuotaReached, type JobQuota } from '../job-quota.ts';
import type { KeyLimits } from '../key-limits.ts';
import {
  intervalOf,
  latestArrival,
  microsecondsOf,
  rateLimitOf,
  standingOf,
  type RateLimit,
  type RateStanding,
} from '../rate-limit.ts';
import { apiKeyKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

/** What a key's item counts, beside what the key is. */
export const KeyUse = z.object({
  /** Of its requests: the theoretical arrival time (rate-limit.ts). */
  arrivalAt: z.number().optional(),
  usedAt: z.iso.datetime().optional(),
  /** The day on which it created the last job, and how many there were on that day. */
  jobsOn: z.iso.date().optional(),
  jobs: z.int().optional(),
});
const CountedKey = ApiKey.extend(KeyUse.shape);
type CountedKey = z.infer<typeof CountedKey>;

/** A key that was just used. */
export interface UsedKey {
  key: ApiKey;
  rate: RateStanding;
  jobQuota: JobQuota;
}

interface Change {
  set: string;
  when: string;
  values: Record<string, string | number>;
}

export class ApiKeys {
  private readonly table: JobsTable;
  private readonly now: () => Date;

  constructor(table: JobsTable, now = () => new Date()) {
    this.table = table;
    this.now = now;
  }

  /**
   * Counts a request against the key's rate.
   * @param defaults for what the key has no limits of its own
   * @returns undefined if there is no such key, or none any more
   */
  async use(hash: string, defaults: KeyLimits): Promise<UsedKey | undefined> {
    for (;;) {
      const key = await this.find(hash);
      const now = this.now();
      if (!key || hasEnded(key, now)) return undefined;
      const limits = { ...defaults, ...key.limits };
      const rate = await this.count(hash, { key, now, limit: rateLimitOf(limits) });
      if (rate) return { key, rate, jobQuota: this.jobQuota(hash, limits.jobsPerDay) };
    }
  }

  /** @returns undefined if another request came in between: what was read is not so any more */
  private async count(
    hash: string,
    { key, now, limit }: { key: CountedKey; now: Date; limit: RateLimit },
  ): Promise<RateStanding | undefined> {
    const at = microsecondsOf(now);
    const { arrivalAt } = key;
    const latest = latestArrival(at, limit);
    if (arrivalAt !== undefined && arrivalAt > latest) {
      return standingOf(arrivalAt, at, { limit, isAllowed: false });
    }
    const isResting = arrivalAt === undefined || arrivalAt <= at;
    const after = await this.change(
      hash,
      isResting ? beginAnew(at, limit) : moveOn(at, limit),
      now,
    );
    return after && standingOf(after.arrivalAt, at, { limit, isAllowed: true });
  }

  private jobQuota(hash: string, jobsPerDay: number): JobQuota {
    return {
      take: () => this.takeJob(hash, jobsPerDay),
      giveBack: async () => {
        await this.change(hash, oneJobLess(dayOf(this.now())));
      },
    };
  }

  private async takeJob(hash: string, jobsPerDay: number): Promise<void> {
    for (;;) {
      const key = await this.find(hash);
      const now = this.now();
      const day = dayOf(now);
      const isFirst = key?.jobsOn !== day;
      if (!key || (!isFirst && (key.jobs ?? 0) >= jobsPerDay)) {
        throw new QuotaReached(jobsPerDay, now);
      }
      if (await this.change(hash, isFirst ? firstJob(day) : nextJob(day, jobsPerDay))) return;
    }
  }

  private async find(hash: string): Promise<CountedKey | undefined> {
    return this.table.get(apiKeyKey(hash), CountedKey);
  }

  /** @returns what was changed, as it is now; undefined if the condition did not hold */
  private async change(
    hash: string,
    { set, when, values }: Change,
    usedAt?: Date,
  ): Promise<z.infer<typeof KeyUse> | undefined> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: apiKeyKey(hash),
      UpdateExpression: `SET ${set}${usedAt ? ', usedAt = :usedAt' : ''}`,
      // A key that was removed must not come back as its count.
      ConditionExpression: `attribute_exists(pk) AND (${when})`,
      ExpressionAttributeValues: {
        ...values,
        ...(usedAt && { ':usedAt': usedAt.toISOString() }),
      },
      ReturnValues: 'UPDATED_NEW',
    });
    const changed = await unlessRefused(this.table.client.send(command));
    return changed && KeyUse.parse(changed.Attributes);
  }
}

/** While requests follow each other, DynamoDB adds one after the other: many at once collide with nobody. */
function moveOn(now: number, limit: RateLimit): Change {
  return {
    set: 'arrivalAt = arrivalAt + :interval',
    when: 'arrivalAt > :now AND arrivalAt <= :latest',
    values: { ':interval': intervalOf(limit), ':now': now, ':latest': latestArrival(now, limit) },
  };
}

/** After a rest the arrival time is set anew, by the one who comes first. */
function beginAnew(now: number, limit: RateLimit): Change {
  return {
    set: 'arrivalAt = :first',
    when: 'attribute_not_exists(arrivalAt) OR arrivalAt <= :now',
    values: { ':first': now + intervalOf(limit), ':now': now },
  };
}

function firstJob(day: string): Change {
  return {
    set: 'jobsOn = :day, jobs = :one',
    when: 'attribute_not_exists(jobsOn) OR jobsOn < :day',
    values: { ':day': day, ':one': 1 },
  };
}

function nextJob(day: string, jobsPerDay: number): Change {
  return {
    set: 'jobs = jobs + :one',
    when: 'jobsOn = :day AND jobs < :limit',
    values: { ':day': day, ':one': 1, ':limit': jobsPerDay },
  };
}

/** Of a day that is over there is nothing to give back. */
function oneJobLess(day: string): Change {
  return {
    set: 'jobs = jobs - :one',
    when: 'jobsOn = :day AND jobs >= :one',
    values: { ':day': day, ':one': 1 },
  };
}
