/**
 * Slots for long-poll requests: bounds how many are held at once, so that other functions keep
 * their share of the account's concurrency. A slot expires by itself if its function dies.
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
   * Runs `work` in a slot, which is released afterwards.
   * @returns undefined if no slot is free; `work` was not run then
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

  /** Only if still ours: after expiry another request may hold the slot. */
  private async giveBack({ place, until }: Held): Promise<void> {
    await this.update(place, {
      UpdateExpression: 'REMOVE heldUntil',
      ConditionExpression: 'heldUntil = :until',
      ExpressionAttributeValues: { ':until': until },
    });
  }

  /** @returns false if the condition failed */
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
