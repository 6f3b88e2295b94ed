/** When a job last asked for a server of the pool `warm`, and found none free. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { warmDemandKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';

const Demand = z.object({ askedAt: z.iso.datetime() });

export class WarmDemand {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  async note(now: Date): Promise<void> {
    const Item = { ...warmDemandKey, askedAt: now.toISOString() };
    await this.table.client.send(new PutCommand({ TableName: this.table.name, Item }));
  }

  async latest(): Promise<Date | undefined> {
    const demand = await this.table.get(warmDemandKey, Demand);
    return demand && new Date(demand.askedAt);
  }
}
