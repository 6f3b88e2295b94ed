/** Which audio was transcribed before, by the likeness of its job and its SHA-256. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { EarlierResult, earlierResultKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';

export class ResultCache {
  private readonly table: JobsTable;
  private readonly now: () => Date;

  constructor(table: JobsTable, now = () => new Date()) {
    this.table = table;
    this.now = now;
  }

  /** Whether there is any audio of such a job: only then it is worth to work out the SHA-256. */
  async hasAlike(likeness: string): Promise<boolean> {
    const { Count = 0 } = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': earlierResultKey(likeness, '').pk },
        Limit: 1,
        ConsistentRead: true,
      }),
    );
    return Count > 0;
  }

  /** The job that has transcribed it; its transcript may be deleted meanwhile. */
  async jobOf(likeness: string, sha256: string): Promise<string | undefined> {
    const found = await this.table.get(earlierResultKey(likeness, sha256), EarlierResult);
    // TTL deletes late.
    return found && Date.parse(found.expiresAt) > this.now().getTime() ? found.jobId : undefined;
  }
}
