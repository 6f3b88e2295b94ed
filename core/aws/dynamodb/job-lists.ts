/** The two indexes of jobs; both are eventually consistent. */
import { paginateQuery, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Job } from '../../job/job.ts';
import { jobIdOf, OPEN } from './items.ts';
import type { JobsTable } from './jobs-table.ts';

const Listed = z.object({ pk: z.string() });

export class JobLists {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /** An owner's jobs, newest first. `cursor` is `next` of the page before. */
  async ofOwner(query: {
    owner: string;
    status?: string;
    cursor?: Record<string, string>;
    limit: number;
  }): Promise<{ jobs: Job[]; next?: Record<string, string> }> {
    const page = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        IndexName: 'byOwner',
        KeyConditionExpression: '#owner = :owner',
        ExpressionAttributeNames: {
          '#owner': 'owner',
          ...(query.status && { '#status': 'status' }),
        },
        ExpressionAttributeValues: {
          ':owner': query.owner,
          ...(query.status && { ':status': query.status }),
        },
        ...(query.status && { FilterExpression: '#status = :status' }),
        ExclusiveStartKey: query.cursor,
        ScanIndexForward: false,
        Limit: query.limit,
      }),
    );
    const next = z.record(z.string(), z.string()).optional().parse(page.LastEvaluatedKey);
    return {
      jobs: (page.Items ?? []).map((item) => Job.parse(item)),
      ...(next && { next }),
    };
  }

  /** Ids of all jobs that have not ended and were created before the given time. */
  async open(createdBefore: Date): Promise<string[]> {
    const ids: string[] = [];
    const asked = {
      TableName: this.table.name,
      IndexName: 'open',
      KeyConditionExpression: '#open = :open AND listedAs < :before',
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: { ':open': OPEN, ':before': createdBefore.toISOString() },
    };
    for await (const { Items = [] } of paginateQuery({ client: this.table.client }, asked)) {
      ids.push(...Items.map((item) => jobIdOf(Listed.parse(item).pk)));
    }
    return ids;
  }
}
