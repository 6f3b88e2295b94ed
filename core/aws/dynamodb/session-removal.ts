/** Deletes the items of a session, whose jobs are deleted first. Its deletion item stays. */
import { DeleteCommand, paginateQuery, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  keptUntil,
  SessionDeletionReceipt,
  SessionInventory,
} from '../../view/deletion-receipt.ts';
import { NO_JOB, type Session } from '../../job/session.ts';
import { deletionKey, sessionItemKey, sessionPk, type Key } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { transactUnlessRefused } from './transact.ts';

const SessionDeletion = z.object({
  owner: z.string(),
  inventory: SessionInventory,
  /** The receipt, once all jobs are deleted and before the session's rows are. */
  draft: SessionDeletionReceipt.optional(),
  receipt: SessionDeletionReceipt.optional(),
});
export type SessionDeletion = z.infer<typeof SessionDeletion>;

/** A row below a session; `jobId` if it names a job. */
export interface SessionRow {
  key: Key;
  jobId?: string;
}

const Row = z.object({ pk: z.string(), sk: z.string(), jobId: z.string().optional() });

export class SessionRemoval {
  private readonly table: JobsTable;
  private readonly now: () => Date;

  constructor(table: JobsTable, now = () => new Date()) {
    this.table = table;
    this.now = now;
  }

  /** Undefined also for an expired record: TTL deletes late. */
  async deletion(sessionKey: string): Promise<SessionDeletion | undefined> {
    const found = await this.table.get(deletionKey(sessionKey), SessionDeletion);
    const isOver = found?.receipt && Date.parse(keptUntil(found.receipt)) <= this.now().getTime();
    return isOver ? undefined : found;
  }

  /** Nobody combines it or adds a chunk from here on. @returns false while it is being combined */
  async close({ sessionKey }: Session): Promise<boolean> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: sessionItemKey(sessionKey),
      UpdateExpression: 'SET isDeleting = :true REMOVE #open, listedAs',
      ConditionExpression:
        'attribute_exists(pk) AND (attribute_not_exists(leaseUntil) OR leaseUntil <= :now)',
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: { ':true': true, ':now': this.now().toISOString() },
    });
    return (await unlessRefused(this.table.client.send(command))) !== undefined;
  }

  /** Before anything is removed. The first inventory counts. */
  async begin({ sessionKey, ownedBy }: Session, inventory: SessionInventory): Promise<void> {
    const deletion: SessionDeletion = { owner: ownedBy, inventory };
    const Item = { ...deletionKey(sessionKey), ...deletion };
    const put = { TableName: this.table.name, Item };
    const ConditionExpression = 'attribute_not_exists(pk)';
    await unlessRefused(this.table.client.send(new PutCommand({ ...put, ConditionExpression })));
  }

  /** All rows of the session except its own item. */
  async rows(sessionKey: string): Promise<SessionRow[]> {
    const own = sessionItemKey(sessionKey);
    const asked = {
      TableName: this.table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': sessionPk(sessionKey) },
      ProjectionExpression: 'pk, sk, jobId',
      ConsistentRead: true,
    };
    const rows: SessionRow[] = [];
    for await (const { Items = [] } of paginateQuery({ client: this.table.client }, asked)) {
      rows.push(...Items.map((item) => rowOf(Row.parse(item))));
    }
    return rows.filter(({ key }) => key.sk !== own.sk);
  }

  /** @returns the one that was noted first */
  async noteDraft(
    sessionKey: string,
    draft: SessionDeletionReceipt,
  ): Promise<SessionDeletionReceipt> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: deletionKey(sessionKey),
      UpdateExpression: 'SET draft = :draft',
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(draft)',
      ExpressionAttributeValues: { ':draft': draft },
    });
    if (await unlessRefused(this.table.client.send(command))) return draft;
    return (await this.deletion(sessionKey))?.draft ?? draft;
  }

  async remove({ key }: SessionRow): Promise<void> {
    await this.table.client.send(new DeleteCommand({ TableName: this.table.name, Key: key }));
  }

  /** Deletes the session's item. @returns the receipt, or that of a concurrent deletion */
  async finish(
    sessionKey: string,
    receipt: SessionDeletionReceipt,
  ): Promise<SessionDeletionReceipt> {
    const TableName = this.table.name;
    const ttl = Math.ceil(Date.parse(keptUntil(receipt)) / 1000);
    const kept = {
      UpdateExpression: 'SET receipt = :receipt, #ttl = :ttl REMOVE draft',
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(receipt)',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':receipt': receipt, ':ttl': ttl },
    };
    const isFirst = await transactUnlessRefused(this.table.client, [
      { Delete: { TableName, Key: sessionItemKey(sessionKey) } },
      { Update: { TableName, Key: deletionKey(sessionKey), ...kept } },
    ]);
    return isFirst ? receipt : ((await this.deletion(sessionKey))?.receipt ?? receipt);
  }
}

function rowOf({ pk, sk, jobId }: z.infer<typeof Row>): SessionRow {
  const key = { pk, sk };
  return jobId === undefined || jobId === NO_JOB ? { key } : { key, jobId };
}
