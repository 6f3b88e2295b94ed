/** Reads timelines; JobStore writes them with each transition. */
import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import { TimelineEvent } from '../../job/timeline.ts';
import { jobKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';

export class Timelines {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  async of(jobId: string): Promise<TimelineEvent[]> {
    const events: TimelineEvent[] = [];
    const asked = {
      TableName: this.table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
      ExpressionAttributeValues: { ':pk': jobKey(jobId).pk, ':event': 'event#' },
      ConsistentRead: true,
    };
    for await (const { Items = [] } of paginateQuery({ client: this.table.client }, asked)) {
      events.push(...Items.map((item) => TimelineEvent.parse(item)));
    }
    return events;
  }
}
