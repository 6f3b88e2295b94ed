/** Uploads in parts: a row beside its job, by which S3's upload is found. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { jobKey, uploadKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { transactUnlessRefused } from './transact.ts';

export const UploadRecord = z.object({
  /** S3's id of the upload. */
  s3UploadId: z.string(),
  bytes: z.int().min(1),
  partBytes: z.int().min(1),
  /** Until then parts are taken. */
  expiresAt: z.iso.datetime(),
  /** When S3 had put the parts together; absent if the function ended right after. */
  completedAt: z.iso.datetime().optional(),
});
export type UploadRecord = z.infer<typeof UploadRecord>;

/** Long after S3 has ended what is left of an upload. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

export class UploadRecords {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  async of(jobId: string): Promise<UploadRecord | undefined> {
    return this.table.get(uploadKey(jobId), UploadRecord);
  }

  /** @returns false if there is one already, or the job awaits no upload any more */
  async put(jobId: string, record: UploadRecord): Promise<boolean> {
    const TableName = this.table.name;
    const ttl = Math.ceil((Date.parse(record.expiresAt) + KEPT_MS) / 1000);
    const Item = { ...uploadKey(jobId), ...record, ttl };
    const awaits = {
      ConditionExpression: '#status = :awaiting',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':awaiting': 'awaiting_upload' },
    };
    return transactUnlessRefused(this.table.client, [
      { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
      { ConditionCheck: { TableName, Key: jobKey(jobId), ...awaits } },
    ]);
  }

  /** Writes nothing if the record was deleted with its job. */
  async noteCompleted(jobId: string, at: Date): Promise<void> {
    const update = new UpdateCommand({
      TableName: this.table.name,
      Key: uploadKey(jobId),
      UpdateExpression: 'SET completedAt = if_not_exists(completedAt, :at)',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':at': at.toISOString() },
    });
    await unlessRefused(this.table.client.send(update));
  }
}
