/** What other writers need to know about deleted jobs; job-removal.ts deletes them. */
import * as z from 'zod';
import { bulkKey, deletionKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';
import type { Writes } from './transact.ts';

export async function isDeleted(jobId: string, table: JobsTable): Promise<boolean> {
  return (await table.get(deletionKey(jobId), z.object({}))) !== undefined;
}

/**
 * Condition for a write below a job that has none on the job itself: a deleted job gets no more rows.
 * It checks the deletion item, since a check of the job would conflict with each of its writes.
 */
export function unlessDeleted(jobId: string, table: JobsTable): Writes[number] {
  return {
    ConditionCheck: {
      TableName: table.name,
      Key: deletionKey(jobId),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

/** The same for a write below a bulk, whose row is the last one to go. */
export function unlessBulkDeleted(bulkId: string, table: JobsTable): Writes[number] {
  return {
    ConditionCheck: {
      TableName: table.name,
      Key: bulkKey(bulkId),
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(isDeleting)',
    },
  };
}
