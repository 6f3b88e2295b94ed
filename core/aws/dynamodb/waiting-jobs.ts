/** Jobs that wait for a machine of the pool `batch`. */
import { DeleteCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { WaitingJob } from '../../machines/pool/waiting-job.ts';
import { WAITING_PK, waitingKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';

export class WaitingJobs {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  async all(): Promise<WaitingJob[]> {
    const pages = paginateQuery(
      { client: this.table.client },
      {
        TableName: this.table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': WAITING_PK },
      },
    );
    const found: WaitingJob[] = [];
    for await (const { Items = [] } of pages) {
      found.push(
        ...Items.map((item) => WaitingJob.parse({ ...item, jobId: item['sk'] as string })),
      );
    }
    return found;
  }

  async drop(jobId: string): Promise<void> {
    const { client, name } = this.table;
    await client.send(new DeleteCommand({ TableName: name, Key: waitingKey(jobId) }));
  }
}
