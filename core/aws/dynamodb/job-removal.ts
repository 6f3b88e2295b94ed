/**
 * Deletes the items of a job. The deletion item is written before anything is removed, so that late
 * writes are refused (deleted-jobs.ts), and it stays.
 */
import { DeleteCommand, paginateQuery, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  DeletionReceipt,
  Inventory,
  keptUntil,
  type Removable,
} from '../../view/deletion-receipt.ts';
import { isTaken, Try } from '../../webhooks/delivery.ts';
import { fingerprintOf, knownAudioOf } from '../../job/result-fingerprint.ts';
import type { Job, JobInstance } from '../../job/job.ts';
import {
  deletionKey,
  earlierResultKey,
  earlierResultsPk,
  EDITS,
  idempotencyKey,
  instanceKey,
  jobKey,
  type Key,
  laterAnalysisKey,
  linkKey,
  LINKS,
  RETENTION_RECEIPTS,
  retentionKey,
  Unrecorded,
  uploadKey,
} from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { transactUnlessRefused } from './transact.ts';

/** `inventory` is set before anything is removed, `receipt` after everything was. */
const Deletion = z.object({
  owner: z.string(),
  inventory: Inventory.optional(),
  receipt: DeletionReceipt.optional(),
});
export type Deletion = z.infer<typeof Deletion>;

export interface Row {
  what: Removable;
  key: Key;
  /** A delivery that its receiver accepted. */
  isDelivered?: boolean;
  /** A row of a link by which a request finds the job. */
  isWayIn?: boolean;
}

/** Projection of the rows in a job's partition. */
const BelowJob = z.object({
  pk: z.string(),
  sk: z.string(),
  delivery: z.object({ tries: z.array(Try) }).optional(),
  /** The other row of a link. */
  hash: z.string().optional(),
});
const OfJob = z.object({ jobId: z.string() });
const Told = OfJob.extend({ terminatedAt: z.iso.datetime().optional() });

export class JobRemoval {
  private readonly table: JobsTable;
  private readonly now: () => Date;

  constructor(table: JobsTable, now = () => new Date()) {
    this.table = table;
    this.now = now;
  }

  /** Undefined also for an expired record: TTL deletes late. */
  async deletion(jobId: string): Promise<Deletion | undefined> {
    const found = await this.table.get(deletionKey(jobId), Deletion);
    const isOver = found?.receipt && Date.parse(keptUntil(found.receipt)) <= this.now().getTime();
    return isOver ? undefined : found;
  }

  /** Other writers are refused from here on. */
  async begin({ jobId, owner }: Pick<Job, 'jobId' | 'owner'>): Promise<void> {
    const deletion: Deletion = { owner };
    const Item = { ...deletionKey(jobId), ...deletion };
    const put = { TableName: this.table.name, Item };
    const ConditionExpression = 'attribute_not_exists(pk)';
    await unlessRefused(this.table.client.send(new PutCommand({ ...put, ConditionExpression })));
  }

  /** @returns the inventory that was recorded first */
  async noteInventory(jobId: string, inventory: Inventory): Promise<Inventory> {
    const noted = await unlessRefused(
      this.table.client.send(
        new UpdateCommand({
          TableName: this.table.name,
          Key: deletionKey(jobId),
          UpdateExpression: 'SET inventory = :inventory',
          ConditionExpression: 'attribute_not_exists(inventory)',
          ExpressionAttributeValues: { ':inventory': inventory },
        }),
      ),
    );
    if (noted) return inventory;
    return (await this.deletion(jobId))?.inventory ?? inventory;
  }

  /** The job's instances, with the latest `terminatedAt` recorded for each. */
  async instances({ jobId, instance, earlierInstances }: Job): Promise<JobInstance[]> {
    const named = [...earlierInstances, ...(instance ? [instance] : [])];
    return Promise.all(
      named.map(async (one) => {
        const told = await this.told(one.id, jobId);
        return { ...one, terminatedAt: told?.terminatedAt ?? one.terminatedAt };
      }),
    );
  }

  /** All rows of the job except its own item. */
  async rows(job: Job): Promise<Row[]> {
    const kinds = [this.repeats(job), this.instanceRows(job), this.belowJob(job)];
    return (await Promise.all(kinds)).flat();
  }

  /** Leaves a row that belongs to another job by now. */
  async remove(jobId: string, { what, key }: Row): Promise<void> {
    const remove = { TableName: this.table.name, Key: key };
    const own = {
      ConditionExpression: 'jobId = :jobId',
      ExpressionAttributeValues: { ':jobId': jobId },
    };
    const condition = what === 'repeats' || what === 'instances' ? own : {};
    await unlessRefused(this.table.client.send(new DeleteCommand({ ...remove, ...condition })));
  }

  /** Deletes the job's item. @returns the receipt, or that of a concurrent deletion */
  async finish(receipt: DeletionReceipt): Promise<DeletionReceipt> {
    const { jobId } = receipt;
    const TableName = this.table.name;
    const ttl = Math.ceil(Date.parse(keptUntil(receipt)) / 1000);
    const key = deletionKey(jobId);
    const kept = {
      UpdateExpression: 'SET receipt = :receipt, #ttl = :ttl',
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(receipt)',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':receipt': receipt, ':ttl': ttl },
    };
    const isFirst = await transactUnlessRefused(this.table.client, [
      { Delete: { TableName, Key: jobKey(jobId) } },
      { Update: { TableName, Key: key, ...kept } },
    ]);
    return isFirst ? receipt : ((await this.deletion(jobId))?.receipt ?? receipt);
  }

  /**
   * Records by which a request finds the job, and that by which the job whose transcript it analyses names
   * it. Skips those that point to another job by now.
   */
  private async repeats(job: Job): Promise<Row[]> {
    const { jobId, analysisOf } = job;
    const named = analysisOf === undefined ? [] : [laterAnalysisKey(analysisOf, jobId)];
    const keys = [...(job.repeatKeys ?? []).map(idempotencyKey), ...resultKeys(job), ...named];
    const rows = await Promise.all(
      keys.map(async (key) => {
        const record = await this.table.get(key, OfJob);
        return record?.jobId === jobId ? [{ what: 'repeats' as const, key }] : [];
      }),
    );
    return rows.flat();
  }

  private async instanceRows({ jobId, instance, earlierInstances }: Job): Promise<Row[]> {
    const ids = [...earlierInstances, ...(instance ? [instance] : [])].map(({ id }) => id);
    const rows = await Promise.all(
      ids.map(async (id) =>
        (await this.told(id, jobId)) ? [{ what: 'instances' as const, key: instanceKey(id) }] : [],
      ),
    );
    return rows.flat();
  }

  private async told(instanceId: string, jobId: string) {
    const told = await this.table.get(instanceKey(instanceId), Told.or(Unrecorded));
    return told?.jobId === jobId ? told : undefined;
  }

  private async belowJob({ jobId }: Job): Promise<Row[]> {
    const own = jobKey(jobId);
    const asked = {
      TableName: this.table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': own.pk },
      ProjectionExpression: 'pk, sk, delivery.tries, #hash',
      ExpressionAttributeNames: { '#hash': 'hash' },
      ConsistentRead: true,
    };
    const rows: Row[] = [];
    for await (const { Items = [] } of paginateQuery({ client: this.table.client }, asked)) {
      rows.push(...Items.flatMap((item) => rowsOf(BelowJob.parse(item))));
    }
    return rows.filter(({ key }) => key.sk !== own.sk);
  }
}

/** A link has two rows. */
function rowsOf(item: z.infer<typeof BelowJob>): Row[] {
  const { pk, sk, hash } = item;
  if (hash === undefined || !sk.startsWith(LINKS)) return [rowOf(item)];
  const what = 'links';
  return [
    { what, key: linkKey(hash), isWayIn: true },
    { what, key: { pk, sk } },
  ];
}

function rowOf({ pk, sk, delivery }: z.infer<typeof BelowJob>): Row {
  const key = { pk, sk };
  const isOfJob = [uploadKey('').sk, retentionKey('').sk].includes(sk);
  if (isOfJob || sk.startsWith(RETENTION_RECEIPTS)) return { what: 'job', key };
  if (sk.startsWith(EDITS)) return { what: 'edits', key };
  if (!delivery) return { what: 'timeline', key };
  return { what: 'deliveries', key, isDelivered: delivery.tries.some(isTaken) };
}

/** Where later jobs found this one; jobs without an ETag were stored by what their machine told. */
function resultKeys(job: Job): Key[] {
  const told = job.result?.audio;
  if (!told) return [];
  const known = knownAudioOf(job, told);
  if (known) return [earlierResultKey(known)];
  return [{ pk: earlierResultsPk(fingerprintOf(job, told.bytes)), sk: told.sha256 }];
}
