/** The launch budget's one item in the table, on which all launchers agree: each reserves the next turn. */
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { intervalMs, turnOf, type LaunchBudget } from '../launch-budget.ts';
import { launchBudgetKey } from './items.ts';

const Budget = z.object({ arrivalAt: z.number() });

export class LaunchTurns {
  private readonly client: DynamoDBDocumentClient;
  private readonly table: string;
  private readonly budget: LaunchBudget;
  private readonly now: () => number;

  constructor(
    at: { table: string; budget: LaunchBudget },
    dynamo = new DynamoDBClient({}),
    now = () => Date.now(),
  ) {
    this.client = DynamoDBDocumentClient.from(dynamo);
    this.table = at.table;
    this.budget = at.budget;
    this.now = now;
  }

  /**
   * Reserves the next turn. @returns when it comes: now, or later
   *
   * Under load the arrival time lies ahead, and DynamoDB adds to it for one launcher after the other:
   * a thousand of them collide with nobody. After a rest it is set anew, by the one who comes first.
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

  /** @returns the new arrival time, or undefined if the condition did not hold */
  private async update(
    UpdateExpression: string,
    ConditionExpression: string,
    ExpressionAttributeValues: Record<string, number>,
  ): Promise<number | undefined> {
    try {
      const { Attributes } = await this.client.send(
        new UpdateCommand({
          TableName: this.table,
          Key: launchBudgetKey,
          UpdateExpression,
          ConditionExpression,
          ExpressionAttributeValues,
          ReturnValues: 'ALL_NEW',
        }),
      );
      return Budget.parse(Attributes).arrivalAt;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }
}
