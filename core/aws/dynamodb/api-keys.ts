/**
 * Authentication and rate limiting of requests. Functions may write only the usage attributes of a
 * key's item, so none of them can widen a key's rights.
 *
 * A request costs one read, plus one write if it is allowed: requests without a key or above the limit
 * cause no writes. Nothing is cached between requests: a revoked key is refused at the next one.
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ApiKey, hasEnded } from '../../access/api-key.ts';
import type { JobQuota } from '../../access/job-quota.ts';
import type { KeyLimits } from '../../access/key-limits.ts';
import {
  intervalOf,
  latestArrival,
  microsecondsOf,
  rateLimitOf,
  standingOf,
  type RateLimit,
  type RateStanding,
} from '../../access/rate-limit.ts';
import { apiKeyKey } from './items.ts';
import { DailyQuota } from './daily-quota.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

/** Usage attributes of a key's item. */
export const KeyUse = z.object({
  /** Theoretical arrival time in microseconds (rate-limit.ts). */
  arrivalAt: z.number().optional(),
  usedAt: z.iso.datetime().optional(),
});
const CountedKey = ApiKey.extend(KeyUse.shape);
type CountedKey = z.infer<typeof CountedKey>;

/** A key that was just used. */
export interface UsedKey {
  key: ApiKey;
  rate: RateStanding;
  jobQuota: JobQuota;
  jobsPerDay: number;
}

interface Change {
  set: string;
  when: string;
  values: Record<string, string | number>;
}

export class ApiKeys {
  private readonly table: JobsTable;
  private readonly quotas: DailyQuota;
  private readonly now: () => Date;

  constructor(table: JobsTable, now = () => new Date()) {
    this.table = table;
    this.quotas = new DailyQuota(table, now);
    this.now = now;
  }

  /**
   * Counts a request against the key's rate.
   * @param defaults limits that the key does not override
   * @returns undefined if the key does not exist or has ended
   */
  async use(hash: string, defaults: KeyLimits): Promise<UsedKey | undefined> {
    for (;;) {
      const key = await this.find(hash);
      const now = this.now();
      if (!key || hasEnded(key, now)) return undefined;
      const limits = { ...defaults, ...key.limits };
      const rate = await this.count(hash, { key, now, limit: rateLimitOf(limits) });
      const { jobsPerDay } = limits;
      const jobQuota = this.quotas.today(key.owner, jobsPerDay);
      if (rate) return { key, rate, jobQuota, jobsPerDay };
    }
  }

  /** @returns undefined if a concurrent request changed the item since it was read */
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

  private async find(hash: string): Promise<CountedKey | undefined> {
    return this.table.get(apiKeyKey(hash), CountedKey);
  }

  /** @returns the updated attributes; undefined if the condition failed */
  private async change(
    hash: string,
    { set, when, values }: Change,
    usedAt?: Date,
  ): Promise<z.infer<typeof KeyUse> | undefined> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: apiKeyKey(hash),
      UpdateExpression: `SET ${set}${usedAt ? ', usedAt = :usedAt' : ''}`,
      // Must not recreate a removed key.
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

/** Under load: a DynamoDB increment, so that concurrent requests do not conflict. */
function moveOn(now: number, limit: RateLimit): Change {
  return {
    set: 'arrivalAt = arrivalAt + :interval',
    when: 'arrivalAt > :now AND arrivalAt <= :latest',
    values: { ':interval': intervalOf(limit), ':now': now, ':latest': latestArrival(now, limit) },
  };
}

/** After an idle period: the first request resets the theoretical arrival time. */
function beginAnew(now: number, limit: RateLimit): Change {
  return {
    set: 'arrivalAt = :first',
    when: 'attribute_not_exists(arrivalAt) OR arrivalAt <= :now',
    values: { ':first': now + intervalOf(limit), ':now': now },
  };
}
