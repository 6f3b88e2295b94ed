/** Items of deliveries: content, receiver and tries. Kept for thirty days. */
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Delivery } from '../../webhooks/delivery.ts';
import { jobIdOfDelivery } from '../../webhooks/delivery-id.ts';
import { deliveriesPk, deliveryKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { transactUnlessRefused } from './transact.ts';
import { unlessDeleted } from './deleted-jobs.ts';

const KEPT_SECONDS = 30 * 24 * 3600;

/** Nested in an attribute: a top-level `owner` beside `listedAs` would list it as a job. */
const Item = z.object({ delivery: Delivery });

export class DeliveryStore {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  async find(deliveryId: string): Promise<Delivery | undefined> {
    return (await this.table.get(deliveryKey(deliveryId), Item))?.delivery;
  }

  /** All deliveries of a job or an endpoint; they fit into one page (1 MB). */
  async about(subject: string): Promise<Delivery[]> {
    const { Items = [] } = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :delivery)',
        ExpressionAttributeValues: { ':pk': deliveriesPk(subject), ':delivery': 'delivery#' },
        ConsistentRead: true,
      }),
    );
    return Items.map((item) => Item.parse(item).delivery);
  }

  /** @returns false if it exists already or its job was deleted; nothing is written then */
  async create(delivery: Delivery): Promise<boolean> {
    const ConditionExpression = 'attribute_not_exists(pk)';
    const { name } = this.table;
    const jobId = jobIdOfDelivery(delivery.deliveryId);
    return transactUnlessRefused(this.table.client, [
      { Put: { TableName: name, Item: itemOf(delivery), ConditionExpression } },
      ...(jobId === undefined ? [] : [unlessDeleted(jobId, this.table)]),
    ]);
  }

  /**
   * Stores the result of a try, or a replay.
   * @returns false if the delivery is gone or was replayed meanwhile; nothing is written then
   */
  async replace(before: Delivery, after: Delivery): Promise<boolean> {
    const command = new PutCommand({
      TableName: this.table.name,
      Item: itemOf(after),
      ConditionExpression: '#delivery.#round = :round AND #delivery.#status = :status',
      ExpressionAttributeNames: {
        '#delivery': 'delivery',
        '#round': 'round',
        '#status': 'status',
      },
      ExpressionAttributeValues: { ':round': before.round, ':status': before.status },
    });
    return (await unlessRefused(this.table.client.send(command))) !== undefined;
  }

  /** Ids of failed deliveries, oldest first; the index is eventually consistent. */
  async failed(
    { owner, webhookId }: Pick<Delivery, 'owner' | 'webhookId'>,
    { since, most }: { since: Date; most: number },
  ): Promise<string[]> {
    const { Items = [] } = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        IndexName: 'open',
        KeyConditionExpression: '#open = :failed AND listedAs >= :since',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: {
          ':failed': failedOf({ owner, webhookId }),
          ':since': since.toISOString(),
        },
        Limit: most,
      }),
    );
    return Items.map((item) =>
      z.object({ sk: z.string() }).parse(item).sk.slice('delivery#'.length),
    );
  }
}

function itemOf(delivery: Delivery) {
  return {
    ...deliveryKey(delivery.deliveryId),
    delivery,
    ttl: Math.ceil(Date.parse(delivery.createdAt) / 1000) + KEPT_SECONDS,
    // Only failed deliveries are in the index.
    ...(delivery.status === 'failed' && {
      open: failedOf(delivery),
      listedAs: delivery.createdAt,
    }),
  };
}

function failedOf({ owner, webhookId }: Pick<Delivery, 'owner' | 'webhookId'>): string {
  return `failed#${owner}#${webhookId}`;
}
