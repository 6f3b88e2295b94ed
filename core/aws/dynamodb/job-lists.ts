/** The two indexes of jobs; both are eventually consistent. */
import { paginateQuery, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Job } from '../../job/job.ts';
import { jobIdOf, jobKey, listedAs, OPEN } from './items.ts';
import type { JobsTable } from './jobs-table.ts';

const Listed = z.object({ pk: z.string() });

/** Where a page begins: after this job of the owner. */
export const JobCursor = z.object({ pk: z.string(), sk: z.string(), listedAs: z.string() });
export type JobCursor = z.infer<typeof JobCursor>;

/** Before and after all times. */
const FIRST = '0';
const LAST = '9999';

interface OwnedJobs {
  owner: string;
  /** Created then or later: ISO 8601 with milliseconds, as `createdAt`. */
  from?: string | undefined;
  /** Created before. */
  to?: string | undefined;
  cursor?: JobCursor | undefined;
  limit: number;
}

interface OwnedPage {
  jobs: Job[];
  next?: JobCursor;
}

export function cursorAt({ jobId, createdAt }: Job): JobCursor {
  return { pk: jobKey(jobId).pk, sk: 'job', listedAs: listedAs({ jobId, createdAt }) };
}

export class JobLists {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /** An owner's jobs, newest first. `cursor` is `next` of the page before. */
  async ofOwner({ owner, cursor, limit, ...span }: OwnedJobs): Promise<OwnedPage> {
    const { from = FIRST, to = LAST } = span;
    // DynamoDB refuses to begin outside of what is asked for.
    if (cursor && cursor.listedAs <= from) return { jobs: [] };
    const page = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        IndexName: 'byOwner',
        KeyConditionExpression: '#owner = :owner AND listedAs BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': owner, ':from': from, ':to': to },
        ExclusiveStartKey: cursor && cursor.listedAs < to ? { ...cursor, owner } : undefined,
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    const next = JobCursor.optional().parse(page.LastEvaluatedKey);
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
