/** What others have to know of deleted jobs; who deletes them has job-removal.ts. */
import * as z from 'zod';
import { deletionKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';
import type { Writes } from './transact.ts';

export async function isDeleted(jobId: string, table: JobsTable): Promise<boolean> {
  return (await table.get(deletionKey(jobId), z.object({}))) !== undefined;
}

/**
 * Beside a write below a job that has no condition on the job itself: a deleted one gets no more rows.
 * It is not the job that is looked at, because each write of that would meet this one.
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
