/** Retention by owner, for operators. Functions may read it, and not write to it. */
import { paginateQuery, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ownerRetentionKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';
import { StoredRetention, type OwnerRetention } from './owner-retention.ts';

export class OwnerRetentionRegistry {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  async list(): Promise<OwnerRetention[]> {
    const asked = {
      TableName: this.table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': ownerRetentionKey('').pk },
    };
    const found: OwnerRetention[] = [];
    for await (const { Items = [] } of paginateQuery({ client: this.table.client }, asked)) {
      const stored = Items.map((item) => StoredRetention.parse(item));
      found.push(
        ...stored.flatMap(({ owner, retention }) => (retention ? [{ owner, retention }] : [])),
      );
    }
    return found;
  }

  /** For the jobs that are created from then on. */
  async set({ owner, retention }: OwnerRetention): Promise<void> {
    await this.put({ owner, retention });
  }

  /** The item stays without days: operators need no right to delete items of the table. */
  async remove(owner: string): Promise<void> {
    await this.put({ owner });
  }

  private async put(stored: { owner: string; retention?: OwnerRetention['retention'] }) {
    const Item = { ...ownerRetentionKey(stored.owner), ...stored };
    await this.table.client.send(new PutCommand({ TableName: this.table.name, Item }));
  }
}
