/** Adds to an owner's access log. Functions that read for a caller may add to it, and not read it. */
import { randomBytes } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ACCESS_LOG_DAYS, type AccessEntry } from '../../access/access-entry.ts';
import { accessKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';

const DAY_MS = 24 * 3600 * 1000;

export class AccessLog {
  private readonly table: JobsTable;
  private readonly now: () => Date;

  constructor(table: JobsTable, now = () => new Date()) {
    this.table = table;
    this.now = now;
  }

  /** Random suffix: two reads of one millisecond must not overwrite each other. */
  async add(owner: string, entry: Omit<AccessEntry, 'at'>): Promise<void> {
    const now = this.now();
    const at = now.toISOString();
    const ttl = Math.ceil(now.getTime() / 1000 + (ACCESS_LOG_DAYS * DAY_MS) / 1000);
    const Item = { ...accessKey(owner, at, randomBytes(4).toString('hex')), ...entry, at, ttl };
    await this.table.client.send(new PutCommand({ TableName: this.table.name, Item }));
  }
}
