/** Notes in a job when the endpoint worked for it. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Job } from '../../job/job.ts';
import { jobKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

/** ISO 8601. */
export interface InvocationTimes {
  /** The container's own claim; absent if it gave no answer. */
  runningAt?: string | undefined;
  endedAt: string;
}

export class InvocationTimesStore {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /** Writes nothing if the job has another machine by now, or has the times already. */
  async note(
    { jobId, instance }: Pick<Job, 'jobId' | 'instance'>,
    { runningAt, endedAt }: InvocationTimes,
  ): Promise<void> {
    const running = runningAt === undefined ? '' : ', #instance.runningAt = :running';
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: jobKey(jobId),
      UpdateExpression: `SET #instance.endedAt = :ended${running}`,
      ConditionExpression: '#instance.#id = :id AND attribute_not_exists(#instance.endedAt)',
      ExpressionAttributeNames: { '#instance': 'instance', '#id': 'id' },
      ExpressionAttributeValues: {
        ':id': instance?.id,
        ':ended': endedAt,
        ...(runningAt !== undefined && { ':running': runningAt }),
      },
    });
    await unlessRefused(this.table.client.send(command));
  }
}
