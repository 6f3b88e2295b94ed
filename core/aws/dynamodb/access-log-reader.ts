/** Reads an owner's access log, the newest entries first. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AccessEntry } from '../../access/access-entry.ts';
import { accessPk } from './items.ts';
import type { JobsTable } from './jobs-table.ts';

/** Before and after all times. */
const FIRST = '0';
const LAST = '9999';

/** Pages of DynamoDB, of 1 MB each, that one answer reads in search of a job's entries. */
const MOST_PAGES = 5;

const Cursor = z.object({ sk: z.string() });
const Stored = z.object({ sk: z.string(), ...AccessEntry.shape });

interface Asked {
  owner: string;
  jobId?: string | undefined;
  /** At that time or later: ISO 8601 with milliseconds, as `at`. */
  from?: string | undefined;
  /** Before. */
  to?: string | undefined;
  /** Sort key of the last entry that was read. */
  cursor?: string | undefined;
  limit: number;
}

interface Page {
  entries: AccessEntry[];
  next?: string;
}

export class AccessLogReader {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /** A page may be shorter than its limit and have a next one. */
  async page(asked: Asked): Promise<Page> {
    const entries: AccessEntry[] = [];
    let from = asked.cursor;
    for (let read = 0; read < MOST_PAGES; read += 1) {
      const { found, last } = await this.read({ ...asked, cursor: from });
      for (const { sk, ...entry } of found) {
        entries.push(entry);
        if (entries.length === asked.limit) return { entries, next: sk };
      }
      if (last === undefined) return { entries };
      from = last;
    }
    return { entries, ...(from !== undefined && { next: from }) };
  }

  private async read({ owner, jobId, from = FIRST, to = LAST, cursor, limit }: Asked) {
    // Sort keys begin with the time: what is asked for ends before the cursor, or before `to`.
    const before = cursor !== undefined && cursor < to ? cursor : to;
    // DynamoDB refuses a range that ends before it begins.
    if (before < from) return { found: [], last: undefined };
    const page = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ...(jobId !== undefined && { FilterExpression: 'jobId = :jobId' }),
        ExpressionAttributeValues: {
          ':pk': accessPk(owner),
          ':from': from,
          ':to': before,
          ...(jobId !== undefined && { ':jobId': jobId }),
        },
        ScanIndexForward: false,
        // The cursor's own entry may come again.
        ...(jobId === undefined && { Limit: limit + 1 }),
      }),
    );
    const found = (page.Items ?? []).map((item) => Stored.parse(item));
    const { LastEvaluatedKey } = page;
    return {
      found: found.filter(({ sk }) => sk < before),
      last: LastEvaluatedKey && Cursor.parse(LastEvaluatedKey).sk,
    };
  }
}
