/**
 * Rows below a bulk: numbers of each batch, and the files that did not become a transcript, both in
 * the order of the list. Written whole, so that a repeated step changes nothing.
 */
import { DeleteCommand, paginateQuery, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { BatchCounts } from '../../bulk/file-outcome.ts';
import { RESULTS_KNOWN_MS } from '../../job/result-fingerprint.ts';
import { BulkProblem, BulkWaiting } from '../../view/bulk-view.ts';
import { BULK_BATCHES, BULK_PROBLEMS, bulkBatchKey, bulkKey, bulkProblemKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';

export const BatchRow = z.object({
  counts: BatchCounts,
  waiting: BulkWaiting.optional(),
});
export type BatchRow = z.infer<typeof BatchRow>;

const RowKey = z.object({ pk: z.string(), sk: z.string() });
const Problem = z.object({ problem: BulkProblem });

export class BulkBatches {
  private readonly table: JobsTable;
  private readonly now: () => Date;

  constructor(table: JobsTable, now = () => new Date()) {
    this.table = table;
    this.now = now;
  }

  /** @param batch number of its first line */
  async put(bulkId: string, batch: number, row: BatchRow): Promise<void> {
    await this.write({ ...bulkBatchKey(bulkId, batch), ...row });
  }

  async putProblem(bulkId: string, line: number, problem: BulkProblem): Promise<void> {
    await this.write({ ...bulkProblemKey(bulkId, line), problem });
  }

  async all(bulkId: string): Promise<BatchRow[]> {
    const found = await this.below(bulkId, BULK_BATCHES);
    return found.map((item) => BatchRow.parse(item));
  }

  /** The first ones. */
  async problems(bulkId: string, most: number): Promise<BulkProblem[]> {
    const { Items = [] } = await this.table.client.send(
      new QueryCommand({ ...this.query(bulkId, BULK_PROBLEMS), Limit: most }),
    );
    return Items.map((item) => Problem.parse(item).problem);
  }

  /** Deletes all rows of a bulk but its own, also deliveries of its event. @returns how many */
  async removeAll(bulkId: string): Promise<number> {
    const keys = (await this.below(bulkId, '')).map((item) => RowKey.parse(item));
    const own = bulkKey(bulkId);
    const others = keys.filter(({ sk }) => sk !== own.sk);
    const waiting = [...others];
    const remove = async () => {
      for (let Key = waiting.pop(); Key; Key = waiting.pop()) {
        await this.table.client.send(new DeleteCommand({ TableName: this.table.name, Key }));
      }
    };
    await Promise.all(Array.from({ length: DELETIONS_AT_ONCE }, remove));
    return others.length;
  }

  private async write(row: Record<string, unknown>): Promise<void> {
    const ttl = Math.ceil((this.now().getTime() + RESULTS_KNOWN_MS) / 1000);
    const Item = { ...row, ttl };
    await this.table.client.send(new PutCommand({ TableName: this.table.name, Item }));
  }

  private async below(bulkId: string, begin: string): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    const asked = this.query(bulkId, begin);
    for await (const { Items = [] } of paginateQuery({ client: this.table.client }, asked)) {
      items.push(...Items);
    }
    return items;
  }

  private query(bulkId: string, begin: string) {
    return {
      TableName: this.table.name,
      // A deletion misses no row.
      ConsistentRead: begin === '',
      KeyConditionExpression: `pk = :pk${begin === '' ? '' : ' AND begins_with(sk, :begin)'}`,
      ExpressionAttributeValues: {
        ':pk': bulkKey(bulkId).pk,
        ...(begin !== '' && { ':begin': begin }),
      },
    };
  }
}

const DELETIONS_AT_ONCE = 20;
