/** All rows of a table, in all pages: one scan reads 1 MB. */
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';

export async function everyRow({ client, name }: JobsTable): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  const asked = { TableName: name, ConsistentRead: true };
  for await (const { Items = [] } of paginateScan({ client }, asked)) rows.push(...Items);
  return rows;
}
