/** Shared rate limit of launches: one item, from which each launcher reserves the next slot. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { intervalMs, turnOf, type LaunchBudget } from '../../machines/spot/launch-budget.ts';
import { launchBudgetKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

const Budget = z.object({ arrivalAt: z.number() });

export class LaunchRateLimiter {
  private readonly table: JobsTable;
  private readonly budget: LaunchBudget;
  private readonly now: () => number;

  constructor(table: JobsTable, budget: LaunchBudget, now = () => Date.now()) {
    this.table = table;
    this.budget = budget;
    this.now = now;
  }

  /**
   * Reserves the next launch slot. @returns its time in milliseconds of the epoch: now, or later
   *
   * Under load the theoretical arrival time is in the future, and each reservation is an atomic increment
   * without conflicts. After an idle period the first launcher resets it.
   */
  async reserve(): Promise<number> {
    for (;;) {
      const now = this.now();
      const arrivalAt = (await this.moveOn(now)) ?? (await this.beginAnew(now));
      if (arrivalAt !== undefined) return turnOf(arrivalAt, now, this.budget);
    }
  }

  private async moveOn(now: number): Promise<number | undefined> {
    return this.update('SET arrivalAt = arrivalAt + :interval', 'arrivalAt > :now', {
      ':now': now,
      ':interval': intervalMs(this.budget),
    });
  }

  private async beginAnew(now: number): Promise<number | undefined> {
    const isOver = 'attribute_not_exists(arrivalAt) OR arrivalAt <= :now';
    return this.update('SET arrivalAt = :first', isOver, {
      ':now': now,
      ':first': now + intervalMs(this.budget),
    });
  }

  /** @returns the new theoretical arrival time; undefined if the condition failed */
  private async update(
    UpdateExpression: string,
    ConditionExpression: string,
    ExpressionAttributeValues: Record<string, number>,
  ): Promise<number | undefined> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: launchBudgetKey,
      UpdateExpression,
      ConditionExpression,
      ExpressionAttributeValues,
      ReturnValues: 'ALL_NEW',
    });
    const updated = await unlessRefused(this.table.client.send(command));
    return updated && Budget.parse(updated.Attributes).arrivalAt;
  }
}
