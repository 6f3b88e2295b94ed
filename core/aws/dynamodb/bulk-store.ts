/** The row of a bulk. Rows of its batches: bulk-batches.ts. */
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { bulkPurse, PURSE_KEPT_MS, type PurseState } from '../../budgets/purse.ts';
import {
  Bulk,
  FINAL_STATUSES,
  type BulkCounts,
  type BulkError,
  type BulkStatus,
} from '../../bulk/bulk.ts';
import { RESULTS_KNOWN_MS } from '../../job/result-fingerprint.ts';
import { unlessDeleted } from './deleted-jobs.ts';
import { bulkKey, bulksOf, deletionKey, purseKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { transactUnlessRefused } from './transact.ts';
import { updateOf } from './update-expression.ts';

const Listed = z.object({ pk: z.string(), sk: z.string(), listedAs: z.string() });
/** Where a page begins: after this bulk of the owner. */
export type BulkCursor = z.infer<typeof Listed>;

const Sums = z.object({ committed: z.number().default(0), held: z.number().default(0) });

type Changes = Partial<
  Pick<
    Bulk,
    | 'startedAt'
    | 'list'
    | 'cancelledAt'
    | 'endedAt'
    | 'announcedAt'
    | 'counts'
    | 'error'
    | 'isDeleting'
  >
> & { status?: BulkStatus };

/** How a bulk ended. */
export interface BulkEnd {
  status: BulkStatus;
  counts: BulkCounts;
  error?: BulkError | undefined;
  at: Date;
}

export interface ReadList {
  list: NonNullable<Bulk['list']>;
  error: BulkError | undefined;
  at: Date;
}

export class BulkStore {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  async bulk(bulkId: string): Promise<Bulk | undefined> {
    return this.table.get(bulkKey(bulkId), Bulk);
  }

  /**
   * @returns the stored one: the same, or that of an earlier request with the same id; undefined if that
   * was deleted, since the name of its execution is taken
   */
  async create(bulk: Bulk): Promise<Bulk | undefined> {
    const ttl = Math.ceil((Date.parse(bulk.createdAt) + RESULTS_KNOWN_MS) / 1000);
    const listedAs = `${bulk.createdAt}#${bulk.bulkId}`;
    const Item = { ...bulkKey(bulk.bulkId), ...bulk, open: bulksOf(bulk.ownedBy), listedAs, ttl };
    const put = {
      TableName: this.table.name,
      Item,
      ConditionExpression: 'attribute_not_exists(pk)',
    };
    const writes = [{ Put: put }, unlessDeleted(bulk.bulkId, this.table)];
    if (await transactUnlessRefused(this.table.client, writes)) return bulk;
    return this.bulk(bulk.bulkId);
  }

  /** Begins a bulk that awaits files. @returns undefined if it does not await any */
  async begin(bulkId: string): Promise<Bulk | undefined> {
    return this.change(bulkId, { status: 'submitting' }, ['awaiting_files']);
  }

  /** @param read its numbers, and why nothing can be made of it */
  async noteList(bulkId: string, { list, error, at }: ReadList): Promise<void> {
    await this.change(bulkId, { list, error, startedAt: at.toISOString() }, ['submitting']);
  }

  /** No file gets a job from here on. @returns undefined if it is over */
  async cancel(bulkId: string, at: Date): Promise<Bulk | undefined> {
    const cancelledAt = at.toISOString();
    return this.change(bulkId, { cancelledAt }, ['awaiting_files', 'submitting']);
  }

  /** @returns undefined if it has ended before */
  async end(bulkId: string, { status, counts, error, at }: BulkEnd): Promise<Bulk | undefined> {
    const endedAt = at.toISOString();
    return this.change(bulkId, { status, counts, error, endedAt }, [
      'awaiting_files',
      'submitting',
    ]);
  }

  /** Its event is stored for all receivers. */
  async announced(bulkId: string, at: Date): Promise<void> {
    await this.change(bulkId, { announcedAt: at.toISOString() }, FINAL_STATUSES);
  }

  /** It is being deleted from here on. @returns false if it is not over */
  async close(bulkId: string): Promise<boolean> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: bulkKey(bulkId),
      UpdateExpression: 'SET isDeleting = :true REMOVE #open, listedAs',
      ConditionExpression: 'attribute_exists(endedAt)',
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: { ':true': true },
    });
    return (await unlessRefused(this.table.client.send(command))) !== undefined;
  }

  /** Its own row alone. A mark stays for as long as its purse: no other bulk gets its id. */
  async remove(bulkId: string, at: Date): Promise<void> {
    const TableName = this.table.name;
    const ttl = Math.ceil((at.getTime() + PURSE_KEPT_MS) / 1000);
    await transactUnlessRefused(this.table.client, [
      { Delete: { TableName, Key: bulkKey(bulkId) } },
      { Put: { TableName, Item: { ...deletionKey(bulkId), ttl } } },
    ]);
  }

  /** What its jobs have taken out of its ceiling. */
  async purse(bulkId: string): Promise<PurseState | undefined> {
    return this.table.get(purseKey(bulkPurse(bulkId)), Sums);
  }

  /** An owner's bulks, newest first; the index is eventually consistent. */
  async ofOwner(
    owner: string,
    { cursor, limit }: { cursor?: BulkCursor | undefined; limit: number },
  ): Promise<{ bulks: Bulk[]; next: BulkCursor | undefined }> {
    const open = bulksOf(owner);
    const page = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        IndexName: 'open',
        KeyConditionExpression: '#open = :open',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: { ':open': open },
        ExclusiveStartKey: cursor && { ...cursor, open },
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    const keys = (page.Items ?? []).map((item) => Listed.parse(item));
    const bulks = await Promise.all(keys.map(({ pk, sk }) => this.table.get({ pk, sk }, Bulk)));
    return {
      bulks: bulks.filter((bulk) => bulk !== undefined),
      next: page.LastEvaluatedKey && Listed.parse(page.LastEvaluatedKey),
    };
  }

  /** @returns the bulk after the change; undefined if it is not in one of these states, or deleted */
  private async change(
    bulkId: string,
    changes: Changes,
    from: readonly BulkStatus[],
  ): Promise<Bulk | undefined> {
    const update = updateOf(changes);
    const states = Object.fromEntries(from.map((status, at) => [`:from${at}`, status]));
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: bulkKey(bulkId),
      UpdateExpression: update.UpdateExpression,
      ConditionExpression: `attribute_not_exists(isDeleting) AND #status IN (${Object.keys(states).join(', ')})`,
      ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#status': 'status' },
      ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ...states },
      ReturnValues: 'ALL_NEW',
    });
    const changed = await unlessRefused(this.table.client.send(command));
    return changed && Bulk.parse(changed.Attributes);
  }
}
