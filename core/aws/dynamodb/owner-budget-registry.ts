/** Budgets of owners, for operators. Functions may read them, and not write to them. */
import { paginateQuery, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { microUsd, monthAt, ownerPurse } from '../../budgets/purse.ts';
import { ownerBudgetKey, purseKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { StoredBudget, type OwnerBudget } from './owner-budgets.ts';

export class OwnerBudgetRegistry {
  private readonly table: JobsTable;
  private readonly now: () => Date;

  constructor(table: JobsTable, now = () => new Date()) {
    this.table = table;
    this.now = now;
  }

  async list(): Promise<OwnerBudget[]> {
    const asked = {
      TableName: this.table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': ownerBudgetKey('').pk },
    };
    const found: OwnerBudget[] = [];
    for await (const { Items = [] } of paginateQuery({ client: this.table.client }, asked)) {
      const stored = Items.map((item) => StoredBudget.parse(item));
      found.push(
        ...stored.flatMap(({ owner, usd }) => (usd === undefined ? [] : [{ owner, usd }])),
      );
    }
    return found;
  }

  /** USD of each month. Running jobs of this month are held to it from their next attempt on. */
  async set({ owner, usd }: OwnerBudget): Promise<void> {
    const Item = { ...ownerBudgetKey(owner), owner, usd };
    await this.table.client.send(new PutCommand({ TableName: this.table.name, Item }));
    await this.limitPurse(owner, usd);
  }

  /** @param defaultUsd what the owner has from now on; 0: no limit */
  async remove(owner: string, defaultUsd: number): Promise<void> {
    // The item stays without a sum: operators need no right to delete items of the table.
    const Item = { ...ownerBudgetKey(owner), owner };
    await this.table.client.send(new PutCommand({ TableName: this.table.name, Item }));
    await this.limitPurse(owner, defaultUsd === 0 ? undefined : defaultUsd);
  }

  /** The purse of this month has the limit of its last reservation. */
  private async limitPurse(owner: string, usd: number | undefined): Promise<void> {
    const isLimited = usd !== undefined;
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: purseKey(ownerPurse(owner, monthAt(this.now()))),
      UpdateExpression: isLimited ? 'SET #limit = :limit' : 'REMOVE #limit',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#limit': 'limit' },
      ...(isLimited && { ExpressionAttributeValues: { ':limit': microUsd(usd) } }),
    });
    await unlessRefused(this.table.client.send(command));
  }
}
