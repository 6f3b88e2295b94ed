/** A table that changes between a refused write and the read that looks why. */
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';

/** @param nth read of a purse before which `change` happens, from 1 */
export function beforeRead(table: JobsTable, nth: number, change: () => Promise<void>): JobsTable {
  let reads = 0;
  const get: JobsTable['get'] = async (key, schema) => {
    if (key.pk.startsWith('purse#')) {
      reads += 1;
      if (reads === nth) await change();
    }
    return table.get(key, schema);
  };
  return Object.create(table, { get: { value: get } }) as JobsTable;
}
