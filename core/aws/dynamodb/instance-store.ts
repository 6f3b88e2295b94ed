/**
 * The table's items of instances: which job and attempt each was launched for, and how it went. They
 * stay when a next attempt has another instance, so nothing that was paid for is forgotten.
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { INSTANCE_CHANGES, type InstanceChange } from '../../machines/instance-change.ts';
import { eventKey, InstanceRecord, instanceKey, jobKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { transact } from './transact.ts';
import { updateOf } from './update-expression.ts';

export interface LaunchedInstance extends InstanceRecord {
  instanceId: string;
}

/** EC2 has told this before, or the item is not there. */
class AlreadyNoted extends Error {}

export class InstanceStore {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  async find(instanceId: string): Promise<LaunchedInstance | undefined> {
    const record = await this.table.get(instanceKey(instanceId), InstanceRecord);
    return record && { ...record, instanceId };
  }

  /**
   * Notes what EC2 told of an instance, once, whatever has become of its job; the job shows it while
   * this is its instance. A repetition completes what was cut short.
   */
  async note(instance: LaunchedInstance, change: { kind: InstanceChange; at: Date }) {
    const { moment, what } = INSTANCE_CHANGES[change.kind];
    const time = change.at.toISOString();
    try {
      await this.noteOnce(instance, { moment, what, time });
    } catch (error) {
      if (!(error instanceof AlreadyNoted)) throw error;
    }
    // `terminated` may be all that is told, so it stands for the end as well.
    const moments = moment === 'terminatedAt' ? (['terminatedAt', 'endedAt'] as const) : [moment];
    for (const name of moments) await this.show(instance, { name, time });
  }

  private async noteOnce(
    { instanceId, jobId, attempt }: LaunchedInstance,
    { moment, what, time }: { moment: string; what: string; time: string },
  ): Promise<void> {
    const at = new Date().toISOString();
    // EC2's whole seconds would put the event before what came first, so they are its detail.
    const event = { at, what, attempt, detail: { instanceId, [moment]: time } };
    await transact(
      this.table.client,
      [
        {
          Update: {
            TableName: this.table.name,
            Key: instanceKey(instanceId),
            ...updateOf({ [moment]: time }),
            ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(#${moment})`,
          },
        },
        { Put: { TableName: this.table.name, Item: { ...eventKey(jobId, at), ...event } } },
      ],
      (cause) => new AlreadyNoted('this is known', { cause }),
    );
  }

  private async show(
    { instanceId, jobId }: LaunchedInstance,
    { name, time }: { name: string; time: string },
  ): Promise<void> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: jobKey(jobId),
      UpdateExpression: 'SET #instance.#name = :time',
      // Else the job shows it already, or another instance works on it by now.
      ConditionExpression: '#instance.#id = :id AND attribute_not_exists(#instance.#name)',
      ExpressionAttributeNames: { '#instance': 'instance', '#id': 'id', '#name': name },
      ExpressionAttributeValues: { ':id': instanceId, ':time': time },
    });
    await unlessRefused(this.table.client.send(command));
  }
}
