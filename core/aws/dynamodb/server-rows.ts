/** Rows of pools' machines: what each reported last, and whether it is asked to end. */
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ServerRow } from '../../machines/pool/server-row.ts';
import { SERVERS_PK, serverKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { updateOf } from './update-expression.ts';

/** A row outlives its machine by this. */
const KEPT_MS = 3600_000;

export type ServerReport = Omit<ServerRow, 'retire' | 'idleSince'>;

const StoredRow = ServerRow.extend({ sk: z.string() });

export class ServerRows {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /** @returns the row with what others have written into it */
  async report(id: string, report: ServerReport): Promise<ServerRow> {
    const { running, waiting } = report.load;
    const isIdle = running + waiting === 0;
    const ttl = Math.ceil((Date.parse(report.beatAt) + KEPT_MS) / 1000);
    const update = updateOf({ ...report, ttl }, isIdle ? [] : ['idleSince']);
    const { Attributes } = await this.table.client.send(
      new UpdateCommand({
        TableName: this.table.name,
        Key: serverKey(id),
        ...update,
        ...(isIdle && {
          UpdateExpression: `${update.UpdateExpression}, #idle = if_not_exists(#idle, :beatAt)`,
          ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#idle': 'idleSince' },
        }),
        ReturnValues: 'ALL_NEW',
      }),
    );
    return ServerRow.parse(Attributes);
  }

  /** Undefined for a machine that has not reported. */
  async find(id: string): Promise<ServerRow | undefined> {
    return this.table.get(serverKey(id), ServerRow);
  }

  /** By the machine's id. */
  async all(): Promise<Record<string, ServerRow>> {
    const { Items = [] } = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': SERVERS_PK },
      }),
    );
    const rows = Items.map((item) => StoredRow.parse(item));
    return Object.fromEntries(rows.map(({ sk, ...row }) => [sk, row]));
  }

  /** Asks a machine to end, with the answer to its next report. Does nothing for one without a row. */
  async retire(id: string): Promise<void> {
    await unlessRefused(
      this.table.client.send(
        new UpdateCommand({
          TableName: this.table.name,
          Key: serverKey(id),
          UpdateExpression: 'SET retire = :true',
          ConditionExpression: 'attribute_exists(beatAt)',
          ExpressionAttributeValues: { ':true': true },
        }),
      ),
    );
  }
}
