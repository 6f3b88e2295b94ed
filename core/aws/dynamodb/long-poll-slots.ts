/**
 * Places for requests that are held open: each takes one until a time, so no more are held than there
 * are places, and one whose function died is free again by itself. The others of an account's
 * functions keep theirs.
 */
import { randomInt } from 'node:crypto';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { holdKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

interface Held {
  place: number;
  until: number;
}

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
   * Does it in a place of its own, which is free again when it is done.
   * @returns undefined if no place is free; then nothing was done
   */
  async hold<T>(until: number, work: () => Promise<T>): Promise<T | undefined> {
    const held = await this.take(until);
    if (!held) return undefined;
    try {
      return await work();
    } finally {
      await this.giveBack(held);
    }
  }

  private async take(until: number): Promise<Held | undefined> {
    const first = this.places === 0 ? 0 : randomInt(this.places);
    for (let tried = 0; tried < this.places; tried++) {
      const place = (first + tried) % this.places;
      const isOurs = await this.update(place, {
        UpdateExpression: 'SET heldUntil = :until',
        ConditionExpression: 'attribute_not_exists(heldUntil) OR heldUntil <= :now',
        ExpressionAttributeValues: { ':until': until, ':now': this.now() },
      });
      if (isOurs) return { place, until };
    }
    return undefined;
  }

  /** After its time somebody else may have it. */
  private async giveBack({ place, until }: Held): Promise<void> {
    await this.update(place, {
      UpdateExpression: 'REMOVE heldUntil',
      ConditionExpression: 'heldUntil = :until',
      ExpressionAttributeValues: { ':until': until },
    });
  }

  /** @returns false if the condition did not hold */
  private async update(
    place: number,
    change: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
  ): Promise<boolean> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: holdKey(place),
      ...change,
    });
    return (await unlessRefused(this.table.client.send(command))) !== undefined;
  }
}
