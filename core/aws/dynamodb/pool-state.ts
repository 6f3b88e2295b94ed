/**
 * What the pools' machines report, and which jobs wait for them, as they were some seconds ago at most:
 * a burst of jobs reads them once. The age of a report is for callers to look at.
 */
import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Recent } from '../../base/recent.ts';
import type { KnownServer } from '../../machines/pool/known-server.ts';
import { ServerRow } from '../../machines/pool/server-row.ts';
import { WaitingJob } from '../../machines/pool/waiting-job.ts';
import { SERVERS_PK, WAITING_PK } from './items.ts';
import type { JobsTable } from './jobs-table.ts';

const StoredServer = ServerRow.extend({ sk: z.string() });
const StoredWaiting = WaitingJob.omit({ jobId: true }).extend({ sk: z.string() });

export class PoolState {
  private readonly recentServers: Recent<KnownServer[]>;
  private readonly recentWaiting: Recent<WaitingJob[]>;

  /** @param recentMs how old an answer may be, in milliseconds */
  constructor(table: JobsTable, recentMs = 5000) {
    this.recentServers = new Recent(async () => {
      const items = await partition(table, SERVERS_PK, StoredServer);
      return items.map(({ sk: id, ...row }) => ({ ...row, id }));
    }, recentMs);
    this.recentWaiting = new Recent(async () => {
      const items = await partition(table, WAITING_PK, StoredWaiting);
      return items.map(({ sk: jobId, ...row }) => ({ ...row, jobId }));
    }, recentMs);
  }

  /** Latest reports of all machines of both pools, also of some that are gone. */
  async servers(now: Date): Promise<KnownServer[]> {
    return this.recentServers.get(now);
  }

  /** Jobs that wait for a machine of the pool `batch`. */
  async waiting(now: Date): Promise<WaitingJob[]> {
    return this.recentWaiting.get(now);
  }
}

async function partition<T>(
  { client, name }: JobsTable,
  pk: string,
  schema: z.ZodType<T>,
): Promise<T[]> {
  const query = {
    TableName: name,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
  };
  const found: T[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    found.push(...Items.map((item) => schema.parse(item)));
  }
  return found;
}
