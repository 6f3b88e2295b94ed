/** All rows of a table, in all pages: one scan reads 1 MB. */
import { paginateScan, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';

type Filter = Pick<ScanCommandInput, 'FilterExpression' | 'ExpressionAttributeValues'>;

export async function everyRow(
  { client, name }: JobsTable,
  filter: Filter = {},
): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  const asked = { TableName: name, ConsistentRead: true, ...filter };
  for await (const { Items = [] } of paginateScan({ client }, asked)) rows.push(...Items);
  return rows;
}
