/**
 * Items of instances: the job and attempt that each was launched for, and its events. They stay
 * when the next attempt has another instance, so that every paid instance is on record.
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { INSTANCE_CHANGES, type InstanceChange } from '../../machines/instance-change.ts';
import { keepEarly } from './early-events.ts';
import { eventKey, InstanceRecord, instanceKey, jobKey, Unrecorded } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { transact } from './transact.ts';
import { updateOf } from './update-expression.ts';

export interface LaunchedInstance extends InstanceRecord {
  instanceId: string;
}

/** The event is already recorded, or the item does not exist. */
class AlreadyNoted extends Error {}

export class InstanceStore {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  async find(instanceId: string): Promise<LaunchedInstance | undefined> {
    const record = await this.table.get(instanceKey(instanceId), InstanceRecord.or(Unrecorded));
    return record && { ...record, instanceId };
  }

  /**
   * Keeps an event of an instance without a record, for Launch to find.
   * @returns false if the instance is recorded by now; nothing is written then
   */
  async keepEarly(instanceId: string, change: { kind: InstanceChange; at: Date }) {
    return keepEarly(instanceId, change, this.table);
  }

  /**
   * Records an EC2 event once, whatever the state of the job, and in the job while this is its
   * instance. A repeated call completes an interrupted one.
   */
  async note(instance: LaunchedInstance, change: { kind: InstanceChange; at: Date }) {
    const { moment, what } = INSTANCE_CHANGES[change.kind];
    const time = change.at.toISOString();
    try {
      await this.noteOnce(instance, { moment, what, time });
    } catch (error) {
      if (!(error instanceof AlreadyNoted)) throw error;
    }
    // `terminated` may be the only event, so it also sets the end.
    const moments = moment === 'terminatedAt' ? (['terminatedAt', 'endedAt'] as const) : [moment];
    for (const name of moments) await this.show(instance, { name, time });
  }

  private async noteOnce(
    { instanceId, jobId, attempt }: LaunchedInstance,
    { moment, what, time }: { moment: string; what: string; time: string },
  ): Promise<void> {
    const at = new Date().toISOString();
    // EC2's times have whole seconds and would break the order, so they go into the detail.
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
      // Events may come in any order: the earliest time counts. The job may have another instance by now.
      ConditionExpression:
        '#instance.#id = :id AND (attribute_not_exists(#instance.#name) OR #instance.#name > :time)',
      ExpressionAttributeNames: { '#instance': 'instance', '#id': 'id', '#name': name },
      ExpressionAttributeValues: { ':id': instanceId, ':time': time },
    });
    await unlessRefused(this.table.client.send(command));
  }
}
