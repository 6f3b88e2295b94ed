/** Jobs that wait for a machine because EC2, or their owner's share of the quota, had none. */
import { BatchGetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Job } from '../../job/job.ts';
import type { CapacityWaiter } from '../../machines/longest-waiter.ts';
import { jobKey, OPEN, type Key } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

/** The most that BatchGetItem reads. With more open jobs, the newer ones wait for their own next try. */
export const LOOKED_AT = 100;

const Listed = z.object({ pk: z.string(), sk: z.string() });
const Waiting = Job.pick({
  ...{ jobId: true, owner: true, attempt: true },
  ...{ status: true, queuedBecause: true, waitToken: true, notBefore: true },
});

export class CapacityWaiters {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /** Among the oldest open jobs; eventually consistent. */
  async all(): Promise<CapacityWaiter[]> {
    const keys = await this.oldestOpen();
    if (keys.length === 0) return [];
    const { client, name } = this.table;
    const { Responses } = await client.send(
      new BatchGetCommand({ RequestItems: { [name]: { Keys: keys } } }),
    );
    return (Responses?.[name] ?? []).flatMap((item) => {
      // One that cannot be read must not keep the others waiting.
      const { data } = Waiting.safeParse(item);
      if (!data) return [];
      const { status, queuedBecause, waitToken, notBefore, ...job } = data;
      if (status !== 'queued' || !queuedBecause || waitToken === undefined) return [];
      // It waits for a day with a free place.
      if (notBefore !== undefined) return [];
      return [{ ...job, waitToken, because: queuedBecause }];
    });
  }

  /**
   * Lets Launch try at once. Callers' clocks differ: only the one that ends the pause which it saw does.
   * @returns false if the job waits no more, or is woken already
   */
  async endPause(waiter: CapacityWaiter, now: Date): Promise<boolean> {
    const { jobId, attempt, waitToken, because } = waiter;
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: jobKey(jobId),
      UpdateExpression: 'SET #because.#retryAt = :now',
      ConditionExpression:
        '#status = :queued AND #attempt = :attempt AND #token = :token AND #because.#retryAt = :seen',
      ExpressionAttributeNames: {
        ...{ '#because': 'queuedBecause', '#retryAt': 'retryAt', '#status': 'status' },
        ...{ '#attempt': 'attempt', '#token': 'waitToken' },
      },
      ExpressionAttributeValues: {
        ...{ ':now': now.toISOString(), ':queued': 'queued', ':seen': because.retryAt },
        ...{ ':attempt': attempt, ':token': waitToken },
      },
      ReturnValues: 'UPDATED_NEW',
    });
    return (await unlessRefused(this.table.client.send(command))) !== undefined;
  }

  private async oldestOpen(): Promise<Key[]> {
    const { Items = [] } = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        IndexName: 'open',
        KeyConditionExpression: '#open = :open',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: { ':open': OPEN },
        Limit: LOOKED_AT,
      }),
    );
    return Items.map((item) => Listed.parse(item));
  }
}
