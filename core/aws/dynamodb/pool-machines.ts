/** Machines of pools, EC2's events of them, and the jobs that each has or had. */
import { paginateQuery, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Job } from '../../job/job.ts';
import { INSTANCE_CHANGES, type InstanceChange } from '../../machines/instance-change.ts';
import { PoolMachine, PoolWork } from '../../machines/pool/pool-machine.ts';
import { eventKey, instanceKey, jobKey, poolMachineKey } from './items.ts';
import { JobReader } from './job-reader.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { transactUnlessRefused } from './transact.ts';
import { updateOf } from './update-expression.ts';

/** Longer than a machine lives and its last job takes. */
const KEPT_MS = 30 * 24 * 3600_000;
/** A job moves an instance to its earlier ones once in an attempt. */
const SHARE_TRIES = 5;

/** EC2's events that came before the machine was recorded. */
const Early = z
  .object({
    runningAt: z.iso.datetime(),
    interruptionAt: z.iso.datetime(),
    rebalanceAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
    terminatedAt: z.iso.datetime(),
  })
  .partial();

interface Change {
  kind: InstanceChange;
  at: Date;
}

export class PoolMachines {
  private readonly table: JobsTable;
  private readonly jobs: JobReader;

  constructor(table: JobsTable) {
    this.table = table;
    this.jobs = new JobReader(table);
  }

  async find(id: string): Promise<PoolMachine | undefined> {
    return this.table.get(poolMachineKey(id), PoolMachine);
  }

  /** Idempotent: a machine that is recorded stays as it is. */
  async record(machine: PoolMachine): Promise<void> {
    const early = await this.table.get(instanceKey(machine.id), Early);
    const ttl = Math.ceil((Date.now() + KEPT_MS) / 1000);
    await unlessRefused(
      this.table.client.send(
        new PutCommand({
          TableName: this.table.name,
          Item: { ...poolMachineKey(machine.id), ...machine, ...early, ttl },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      ),
    );
  }

  /** A box, anew when it has changed its pool. */
  async recordBox(box: PoolMachine): Promise<void> {
    const ttl = Math.ceil((Date.now() + KEPT_MS) / 1000);
    const Item = { ...poolMachineKey(box.id), ...box, ttl };
    await this.table.client.send(new PutCommand({ TableName: this.table.name, Item }));
  }

  /** Attempts that the machine has or had, in no order. */
  async works(id: string): Promise<PoolWork[]> {
    const { pk } = poolMachineKey(id);
    const pages = paginateQuery(
      { client: this.table.client },
      {
        TableName: this.table.name,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :work)',
        ExpressionAttributeValues: { ':pk': pk, ':work': 'work#' },
      },
    );
    const found: PoolWork[] = [];
    for await (const { Items = [] } of pages) {
      found.push(...Items.map((item) => PoolWork.parse(item)));
    }
    return found;
  }

  /**
   * Records an event of EC2 once, the earliest of its kind, with a line in the timelines of the given
   * jobs, and in the jobs while this is their machine. A repeated call completes an interrupted one.
   */
  async note(id: string, change: Change, works: readonly PoolWork[]): Promise<void> {
    const { moment, what } = INSTANCE_CHANGES[change.kind];
    const time = change.at.toISOString();
    const at = new Date().toISOString();
    const detail = { instanceId: id, [moment]: time };
    await transactUnlessRefused(this.table.client, [
      {
        Update: {
          TableName: this.table.name,
          Key: poolMachineKey(id),
          ...updateOf({ [moment]: time }),
          ConditionExpression: `attribute_exists(pk) AND (attribute_not_exists(#${moment}) OR #${moment} > :${moment})`,
        },
      },
      ...works.map(({ jobId, attempt }) => ({
        Put: {
          TableName: this.table.name,
          Item: { ...eventKey(jobId, at), at, what, attempt, detail },
        },
      })),
    ]);
    // `terminated` may be the only event, so it also sets the end.
    const moments = moment === 'terminatedAt' ? (['terminatedAt', 'endedAt'] as const) : [moment];
    if (moment === 'terminatedAt') await this.endedAtLatest(id, time);
    for (const work of works) for (const name of moments) await this.show(id, work, { name, time });
  }

  /** Writes the job's part of the machine's seconds into its instance, which may be an earlier one. */
  async keepShare(id: string, { jobId, attempt }: PoolWork, shareSeconds: number): Promise<void> {
    for (let tried = 1; tried <= SHARE_TRIES; tried += 1) {
      const job = await this.jobs.job(jobId);
      const place = job && placeOf(job, { id, attempt });
      if (place === undefined) return;
      const written = await unlessRefused(
        this.table.client.send(
          new UpdateCommand({
            TableName: this.table.name,
            Key: jobKey(jobId),
            UpdateExpression: `SET ${place}.shareSeconds = :seconds`,
            ConditionExpression: `${place}.id = :id`,
            ExpressionAttributeValues: { ':id': id, ':seconds': shareSeconds },
          }),
        ),
      );
      if (written) return;
    }
  }

  private async endedAtLatest(id: string, time: string): Promise<void> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: poolMachineKey(id),
      UpdateExpression: 'SET endedAt = :time',
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(endedAt)',
      ExpressionAttributeValues: { ':time': time },
    });
    await unlessRefused(this.table.client.send(command));
  }

  private async show(
    id: string,
    { jobId, attempt }: PoolWork,
    { name, time }: { name: string; time: string },
  ): Promise<void> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: jobKey(jobId),
      UpdateExpression: 'SET #instance.#name = :time',
      ConditionExpression:
        '#instance.#id = :id AND attempt = :attempt AND (attribute_not_exists(#instance.#name) OR #instance.#name > :time)',
      ExpressionAttributeNames: { '#instance': 'instance', '#id': 'id', '#name': name },
      ExpressionAttributeValues: { ':id': id, ':attempt': attempt, ':time': time },
    });
    await unlessRefused(this.table.client.send(command));
  }
}

/** Path of the machine in the job's item. */
function placeOf(job: Job, of: { id: string; attempt: number }): string | undefined {
  if (job.instance?.id === of.id && job.attempt === of.attempt) return 'instance';
  const index = job.earlierInstances.findIndex(
    ({ id, attempt }) => id === of.id && attempt === of.attempt,
  );
  return index === -1 ? undefined : `earlierInstances[${index}]`;
}
