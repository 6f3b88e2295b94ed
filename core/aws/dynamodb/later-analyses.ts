/** Later jobs that analyse the transcript of an earlier one: a row for each, beside that one. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import { unlessDeleted } from './deleted-jobs.ts';
import { jobKey, LATER_ANALYSES, laterAnalysisKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';
import type { Writes } from './transact.ts';

const LaterAnalysis = z.object({ jobId: JobId, createdAt: z.iso.datetime() });
export type LaterAnalysis = z.infer<typeof LaterAnalysis>;

export class LaterAnalyses {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /** Later analyses of a job, the oldest first. */
  async of(jobId: string): Promise<LaterAnalysis[]> {
    const { Items = [] } = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :later)',
        ExpressionAttributeValues: { ':pk': jobKey(jobId).pk, ':later': LATER_ANALYSES },
        ConsistentRead: true,
      }),
    );
    return Items.map((item) => LaterAnalysis.parse(item)).sort((a, b) =>
      a.createdAt.localeCompare(b.createdAt),
    );
  }

  /** Part of the transaction that creates a later job; refused if the first one was deleted. */
  writes(firstJobId: string, { jobId, createdAt }: LaterAnalysis): Writes {
    const Item = { ...laterAnalysisKey(firstJobId, jobId), jobId, createdAt };
    return [{ Put: { TableName: this.table.name, Item } }, unlessDeleted(firstJobId, this.table)];
  }
}
