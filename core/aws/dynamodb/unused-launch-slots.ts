/** Returns launch slots of jobs that were cancelled while they waited, for the next launchers. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { LaunchSlot } from '../../job/launch-slot.ts';
import { launchLineKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

/** Bounds the item; further slots are lost, which delays only the jobs of the same line. */
const MOST_FREED = 200;

export class UnusedLaunchSlots {
  private readonly table: JobsTable;
  private readonly now: () => number;

  constructor(table: JobsTable, now = () => Date.now()) {
    this.table = table;
    this.now = now;
  }

  /**
   * Call once for a reservation: a slot that another launcher has taken since would be given out
   * twice. A slot that has passed is lost.
   */
  async giveBack(owner: string, { line, at }: LaunchSlot): Promise<void> {
    const now = this.now();
    if (at <= now) return;
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: launchLineKey(line, owner),
      UpdateExpression: 'ADD freed :slot',
      ConditionExpression:
        'arrivalAt > :now AND (attribute_not_exists(freed) OR size(freed) < :most)',
      ExpressionAttributeValues: { ':slot': new Set([at]), ':now': now, ':most': MOST_FREED },
    });
    await unlessRefused(this.table.client.send(command));
  }
}
