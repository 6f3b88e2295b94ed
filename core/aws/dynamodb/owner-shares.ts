/**
 * How much of its shares (owner-share.ts) an owner has used: an item per owner and share, with the
 * rate's theoretical arrival time and the expiry of each slot. Every grant advances the arrival time,
 * which therefore also is the item's version. A slot expires by itself if its function dies.
 */
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ShareUsedUp, type OwnerShare } from '../../access/owner-share.ts';
import { intervalOf, microsecondsOf, standingOf } from '../../access/rate-limit.ts';
import { shareKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

/** While other requests of the owner are granted theirs. */
const TRIES = 8;

/** Arrival time in microseconds, expiry of each slot in milliseconds of the epoch. */
const Use = z.looseObject({ arrivalAt: z.number().optional() });
type Use = z.infer<typeof Use>;

interface Slot {
  name: string;
  until: number;
}

export class OwnerShares {
  private readonly table: JobsTable;
  private readonly now: () => number;

  constructor(table: JobsTable, now = () => Date.now()) {
    this.table = table;
    this.now = now;
  }

  /** @returns how many of the wanted are granted, at least one @throws ShareUsedUp */
  async take(owner: string, share: OwnerShare, wanted = 1): Promise<number> {
    return this.untilDone(share, async (now) => {
      const use = await this.use(owner, share);
      const granted = Math.min(wanted, assertLeft(use, share, now));
      return (await this.grant(owner, share, { use, now, granted })) ? granted : undefined;
    });
  }

  /**
   * Runs `work` in one of the share's slots, which is released afterwards.
   * @throws ShareUsedUp; `work` was not run then
   */
  async hold<T>(
    owner: string,
    { share, longestMs }: { share: OwnerShare; longestMs: number },
    work: () => Promise<T>,
  ): Promise<T> {
    const slot = await this.untilDone(share, async (now) => {
      const use = await this.use(owner, share);
      assertLeft(use, share, now);
      const slot = { name: freeSlot(use, share, now), until: now + longestMs };
      return (await this.grant(owner, share, { use, now, granted: 1, slot })) ? slot : undefined;
    });
    try {
      return await work();
    } finally {
      await this.release(owner, share, slot);
    }
  }

  private async untilDone<T>(
    share: OwnerShare,
    once: (now: number) => Promise<T | undefined>,
  ): Promise<T> {
    for (let tried = 0; tried < TRIES; tried++) {
      const done = await once(this.now());
      if (done !== undefined) return done;
    }
    throw new ShareUsedUp(share, 1);
  }

  private async use(owner: string, { name }: OwnerShare): Promise<Use> {
    return (await this.table.get(shareKey(owner, name), Use)) ?? {};
  }

  /** @returns false if a concurrent request was granted something since `use` was read */
  private async grant(
    owner: string,
    share: OwnerShare,
    { use, now, granted, slot }: { use: Use; now: number; granted: number; slot?: Slot },
  ): Promise<boolean> {
    const at = microsecondsOf(new Date(now));
    const arrivalAt = Math.max(use.arrivalAt ?? at, at) + granted * intervalOf(share.rate);
    return this.update(owner, share, {
      UpdateExpression: `SET arrivalAt = :arrivalAt${slot ? ', #slot = :until' : ''}`,
      ConditionExpression:
        use.arrivalAt === undefined ? 'attribute_not_exists(arrivalAt)' : 'arrivalAt = :before',
      ...(slot && { ExpressionAttributeNames: { '#slot': slot.name } }),
      ExpressionAttributeValues: {
        ':arrivalAt': arrivalAt,
        ...(slot && { ':until': slot.until }),
        ...(use.arrivalAt !== undefined && { ':before': use.arrivalAt }),
      },
    });
  }

  /** Only if still ours: after expiry another request may hold the slot. */
  private async release(owner: string, share: OwnerShare, { name, until }: Slot): Promise<void> {
    await this.update(owner, share, {
      UpdateExpression: 'REMOVE #slot',
      ConditionExpression: '#slot = :until',
      ExpressionAttributeNames: { '#slot': name },
      ExpressionAttributeValues: { ':until': until },
    });
  }

  /** @returns false if the condition failed */
  private async update(
    owner: string,
    { name }: OwnerShare,
    change: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
  ): Promise<boolean> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: shareKey(owner, name),
      ...change,
    });
    return (await unlessRefused(this.table.client.send(command))) !== undefined;
  }
}

/** @returns how many the rate allows now @throws ShareUsedUp */
function assertLeft({ arrivalAt }: Use, share: OwnerShare, now: number): number {
  const at = microsecondsOf(new Date(now));
  const asked = { limit: share.rate, isAllowed: false };
  const { remaining, retryAfterSeconds } = standingOf(arrivalAt, at, asked);
  if (remaining === 0) throw new ShareUsedUp(share, retryAfterSeconds);
  return remaining;
}

/** @throws ShareUsedUp, to wait until the first slot expires */
function freeSlot(use: Use, share: OwnerShare, now: number): string {
  const slots = Array.from({ length: share.atOnce }, (_, index) => {
    const name = `slot${index}`;
    return { name, until: z.number().default(0).parse(use[name]) };
  });
  const free = slots.find(({ until }) => until <= now);
  if (free) return free.name;
  const first = Math.min(...slots.map(({ until }) => until));
  throw new ShareUsedUp(share, Math.ceil((first - now) / 1000));
}
