/** EC2's quotas of GPU machines, as they were read last, in the item that machine-seats.ts reads. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Market } from '../../job/market.ts';
import { machinesKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

export class MachineQuotas {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /** @returns true if no caller has asked AWS after `since`; this one asks then */
  async takeTurn(now: Date, since: Date): Promise<boolean> {
    const taken = await unlessRefused(
      this.table.client.send(
        new UpdateCommand({
          TableName: this.table.name,
          Key: machinesKey,
          UpdateExpression: 'SET askedAt = :now',
          ConditionExpression: 'attribute_not_exists(askedAt) OR askedAt <= :since',
          ExpressionAttributeValues: { ':now': now.toISOString(), ':since': since.toISOString() },
        }),
      ),
    );
    return taken !== undefined;
  }

  async keep(vcpus: Readonly<Record<Market, number>>): Promise<void> {
    await this.table.client.send(
      new UpdateCommand({
        TableName: this.table.name,
        Key: machinesKey,
        UpdateExpression: 'SET vcpus = :vcpus',
        ExpressionAttributeValues: { ':vcpus': vcpus },
      }),
    );
  }
}
