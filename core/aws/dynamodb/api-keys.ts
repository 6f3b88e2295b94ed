/**
 * API keys as requests meet them. The key's own item counts what it is used for; the functions may
 * write those attributes and no other, so none of them can give a key more rights.
 *
 * A request costs one read, and one write if it is let in: whoever has no key, or asks too often, makes
 * nobody pay for a write. Nothing is remembered between requests: a revoked key is none in the next.
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
import { JobQuotas } from './job-quotas.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

/** What a key's item counts, beside what the key is. */
export const KeyUse = z.object({
  /** Of its requests: the theoretical arrival time (rate-limit.ts). */
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
}

interface Change {
  set: string;
  when: string;
  values: Record<string, string | number>;
}

export class ApiKeys {
  private readonly table: JobsTable;
  private readonly quotas: JobQuotas;
  private readonly now: () => Date;

  constructor(table: JobsTable, now = () => new Date()) {
    this.table = table;
    this.quotas = new JobQuotas(table, now);
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
      const jobQuota = this.quotas.today(key.owner, limits.jobsPerDay);
      if (rate) return { key, rate, jobQuota };
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
