/**
 * Slots for requests that wait (long polls, OpenAI's route): bounds how many are held at once, so that
 * other functions keep their share of the account's concurrency, and how many of them by one owner, so
 * that others can always wait too.
 *
 * All slots are attributes of one item, each with the time until which it is held: `place#<n>` of all
 * owners, `owner#<owner>#<n>` of an owner's share. A request takes one of each by a single conditional
 * write. A slot expires by itself if its function dies.
 */
import { randomInt } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { ownersShare } from '../../access/owners-share.ts';
import { holdKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

/** Names of the two attributes, and their value: milliseconds of the epoch. */
interface Held {
  place: string;
  ofOwner: string;
  until: number;
}

/** The item as DynamoDB's API writes it. */
type Item = NonNullable<ConditionalCheckFailedException['Item']>;

/** The item is removed when nothing was held for so long, and with it what dead functions left. */
const KEPT_SECONDS = 3600;

const IS_FREE = (name: string) => `(attribute_not_exists(${name}) OR ${name} <= :now)`;

export class LongPollSlots {
  private readonly table: JobsTable;
  private readonly places: number;
  private readonly now: () => number;

  constructor(table: JobsTable, places: number, now = () => Date.now()) {
    this.table = table;
    this.places = places;
    this.now = now;
  }

  /**
   * Runs `work` in a slot, which is released afterwards.
   * @returns undefined if none is free, or the owner holds its share; `work` was not run then
   */
  async hold<T>(owner: string, until: number, work: () => Promise<T>): Promise<T | undefined> {
    const held = await this.take(owner, until);
    if (!held) return undefined;
    try {
      return await work();
    } finally {
      await this.giveBack(held);
    }
  }

  /** Takes two slots at random; a refusal shows the item, so that the next try takes free ones. */
  private async take(owner: string, until: number): Promise<Held | undefined> {
    const now = this.now();
    const places = named('place#', this.places);
    const ofOwner = named(`owner#${owner}#`, ownersShare(this.places));
    let seen: Item = {};
    for (let tried = 0; tried <= this.places; tried++) {
      const isFree = (name: string) => Number(seen[name]?.N ?? 0) <= now;
      const held = { place: anyOf(places.filter(isFree)), ofOwner: anyOf(ofOwner.filter(isFree)) };
      if (held.place === undefined || held.ofOwner === undefined) return undefined;
      const both = { place: held.place, ofOwner: held.ofOwner, until };
      const refusedBy = await this.takeBoth(both, now);
      if (!refusedBy) return both;
      seen = refusedBy;
    }
    return undefined;
  }

  /** @returns the item, if one of the two is held */
  private async takeBoth(held: Held, now: number): Promise<Item | undefined> {
    try {
      await this.update(held, {
        UpdateExpression: 'SET #place = :until, #ofOwner = :until, #ttl = :ttl',
        ConditionExpression: `${IS_FREE('#place')} AND ${IS_FREE('#ofOwner')}`,
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':now': now,
          ':ttl': Math.ceil(held.until / 1000) + KEPT_SECONDS,
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return error.Item ?? {};
      throw error;
    }
  }

  /** Only if still ours: after expiry another request may hold the slot. */
  private async giveBack(held: Held): Promise<void> {
    const written = this.update(held, {
      UpdateExpression: 'REMOVE #place, #ofOwner',
      ConditionExpression: '#place = :until AND #ofOwner = :until',
    });
    await unlessRefused(written);
  }

  private async update(
    { place, ofOwner, until }: Held,
    change: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
  ): Promise<unknown> {
    const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = change;
    return this.table.client.send(
      new UpdateCommand({
        TableName: this.table.name,
        Key: holdKey,
        ...change,
        ExpressionAttributeNames: { '#place': place, '#ofOwner': ofOwner, ...names },
        ExpressionAttributeValues: { ':until': until, ...values },
      }),
    );
  }
}

function named(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, nth) => `${prefix}${nth}`);
}

function anyOf(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : names[randomInt(names.length)];
}
