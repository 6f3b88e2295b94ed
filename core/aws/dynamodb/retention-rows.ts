/**
 * A row for each job with a retention, as long as something of it is to be deleted. It is in the index
 * `open` by the time of the next look, so that a look at what is due reads nothing else.
 */
import { DeleteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Job } from '../../job/job.ts';
import type { RetainedKind } from '../../retention/retention.ts';
import { RetentionInventory, RetentionReceipt } from '../../view/retention-receipt.ts';
import { unlessDeleted } from './deleted-jobs.ts';
import {
  eventKey,
  jobIdOf,
  jobKey,
  RETENTION,
  RETENTION_RECEIPTS,
  retentionKey,
  retentionReceiptKey,
} from './items.ts';
import { dueAs } from './retention-write.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { repeatConflicts, transactUnlessRefused, type Writes } from './transact.ts';

const Listed = z.object({ pk: z.string() });
const Row = z.object({
  audioFound: RetentionInventory.optional(),
  transcriptFound: RetentionInventory.optional(),
});
const StoredReceipt = z.object({ receipt: RetentionReceipt });

/** Jobs of one page of the index. */
const PAGE = 500;

export class RetentionRows {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /** Pages of the ids of jobs to look at by now, the longest due first; eventually consistent. */
  async *due(now: Date): AsyncGenerator<string[]> {
    let from: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.table.client.send(
        new QueryCommand({
          TableName: this.table.name,
          IndexName: 'open',
          KeyConditionExpression: '#open = :open AND listedAs < :now',
          ExpressionAttributeNames: { '#open': 'open' },
          ExpressionAttributeValues: { ':open': RETENTION, ':now': now.toISOString() },
          ExclusiveStartKey: from,
          Limit: PAGE,
        }),
      );
      yield Items.map((item) => jobIdOf(Listed.parse(item).pk));
      from = LastEvaluatedKey;
    } while (from);
  }

  /** Before anything is removed. @returns what was noted first; undefined if the row is gone */
  async noteFound(
    jobId: string,
    kind: RetainedKind,
    found: RetentionInventory,
  ): Promise<RetentionInventory | undefined> {
    const name = `${kind}Found` as const;
    const noted = await unlessRefused(
      repeatConflicts(() =>
        this.table.client.send(
          new UpdateCommand({
            TableName: this.table.name,
            Key: retentionKey(jobId),
            UpdateExpression: `SET ${name} = if_not_exists(${name}, :found)`,
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':found': found },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      ),
    );
    return noted && Row.parse(noted.Attributes)[name];
  }

  /**
   * Notes a deletion with its receipt, also on later jobs that analysed the transcript.
   * @returns false if nothing is written: it was noted before, also on a later job since it was read, or
   * one of the jobs was deleted
   */
  async record(
    { jobId, attempt }: Pick<Job, 'jobId' | 'attempt'>,
    receipt: RetentionReceipt,
    laterJobIds: readonly string[],
  ): Promise<boolean> {
    const { what, deletedAt, days, removed } = receipt;
    const TableName = this.table.name;
    const objects = removed.reduce((sum, { count }) => sum + count, 0);
    const event = {
      ...eventKey(jobId, deletedAt),
      ...{ at: deletedAt, attempt, what: `${what}-deleted`, detail: { days, removed: objects } },
    };
    const Item = { ...retentionReceiptKey(jobId, what), receipt };
    return transactUnlessRefused(this.table.client, [
      this.mark(jobId, what, deletedAt),
      ...laterJobIds.map((id) => this.mark(id, 'transcript', deletedAt)),
      { Put: { TableName, Item: event } },
      { Put: { TableName, Item } },
      unlessDeleted(jobId, this.table),
    ]);
  }

  private mark(jobId: string, what: RetainedKind, at: string): Writes[number] {
    const name = `${what}DeletedAt`;
    return {
      Update: {
        TableName: this.table.name,
        Key: jobKey(jobId),
        // Without the copy its pseudonyms need no secret, by which names could be tried against them.
        UpdateExpression: `SET ${name} = :at, updatedAt = :at${what === 'transcript' ? ' REMOVE redactionSecret' : ''}`,
        ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(${name})`,
        ExpressionAttributeValues: { ':at': at },
      },
    };
  }

  /** Does nothing if the row is gone. */
  async lookAgainAt(jobId: string, at: Date): Promise<void> {
    await unlessRefused(
      repeatConflicts(() =>
        this.table.client.send(
          new UpdateCommand({
            TableName: this.table.name,
            Key: retentionKey(jobId),
            UpdateExpression: 'SET listedAs = :due',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':due': dueAs(at, jobId) },
          }),
        ),
      ),
    );
  }

  /** Nothing more is to be deleted. */
  async end(jobId: string): Promise<void> {
    const remove = { TableName: this.table.name, Key: retentionKey(jobId) };
    await this.table.client.send(new DeleteCommand(remove));
  }

  /** Receipts of what was deleted by now. */
  async receipts(jobId: string): Promise<RetentionReceipt[]> {
    const { Items = [] } = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :receipts)',
        ExpressionAttributeValues: { ':pk': jobKey(jobId).pk, ':receipts': RETENTION_RECEIPTS },
        ConsistentRead: true,
      }),
    );
    return Items.map((item) => StoredReceipt.parse(item).receipt);
  }
}
