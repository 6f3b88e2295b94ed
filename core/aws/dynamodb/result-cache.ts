/** Cache of finished transcriptions, by job fingerprint, SHA-256 and ETag of the audio. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { KnownAudio } from '../../job/result-fingerprint.ts';
import { EarlierResult, earlierResultKey, earlierResultsPk } from './items.ts';
import type { JobsTable } from './jobs-table.ts';

export class ResultCache {
  private readonly table: JobsTable;
  private readonly now: () => Date;

  constructor(table: JobsTable, now = () => new Date()) {
    this.table = table;
    this.now = now;
  }

  /** Whether the fingerprint has any entry: only then is computing the SHA-256 worth it. */
  async hasAlike(likeness: string): Promise<boolean> {
    const { Count = 0 } = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': earlierResultsPk(likeness) },
        Limit: 1,
        ConsistentRead: true,
      }),
    );
    return Count > 0;
  }

  /** Job that transcribed the audio; its transcript may have been deleted since. */
  async jobOf(audio: KnownAudio): Promise<string | undefined> {
    const found = await this.table.get(earlierResultKey(audio), EarlierResult);
    // TTL deletes late.
    return found && Date.parse(found.expiresAt) > this.now().getTime() ? found.jobId : undefined;
  }
}
