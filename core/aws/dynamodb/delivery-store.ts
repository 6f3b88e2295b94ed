/** Items of deliveries: content, receiver and tries. Kept for thirty days. */
import { paginateQuery, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { dueAt, Delivery } from '../../webhooks/delivery.ts';
import { JobId } from '../../base/job-id.ts';
import { BulkId } from '../../bulk/bulk-id.ts';
import { SessionKey } from '../../job/job-session.ts';
import { subjectOf } from '../../webhooks/delivery-id.ts';
import { deliveriesPk, deliveryKey, PENDING } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { transactUnlessRefused, type Writes } from './transact.ts';
import { unlessBulkDeleted, unlessDeleted } from './deleted-jobs.ts';

const KEPT_SECONDS = 30 * 24 * 3600;

/** Nested in an attribute: a top-level `owner` beside `listedAs` would list it as a job. */
const Item = z.object({ delivery: Delivery });

interface Listed {
  open: string;
  is: '<' | '>=';
  at: Date;
  most: number;
}

export class DeliveryStore {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  async find(deliveryId: string): Promise<Delivery | undefined> {
    return (await this.table.get(deliveryKey(deliveryId), Item))?.delivery;
  }

  /** All deliveries of a job, a bulk or an endpoint; they fit into one page (1 MB). */
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

  /**
   * Writes all deliveries of one subject at once; if one of them exists, each by itself.
   * @returns those that were written: the others exist already, or their subject was deleted
   */
  async create(deliveries: readonly Delivery[]): Promise<Delivery[]> {
    if (await this.createTogether(deliveries)) return [...deliveries];
    if (deliveries.length === 1) return [];
    const created = deliveries.map(async (delivery) =>
      (await this.createTogether([delivery])) ? [delivery] : [],
    );
    return (await Promise.all(created)).flat();
  }

  private async createTogether(deliveries: readonly Delivery[]): Promise<boolean> {
    const [first] = deliveries;
    if (!first) return true;
    const ConditionExpression = 'attribute_not_exists(pk)';
    const puts = deliveries.map((delivery) => ({
      Put: { TableName: this.table.name, Item: itemOf(delivery), ConditionExpression },
    }));
    const check = this.unlessGone(subjectOf(first.deliveryId));
    return transactUnlessRefused(this.table.client, [...puts, ...check]);
  }

  /** An endpoint that is deleted leaves its deliveries. */
  private unlessGone(subject: string): Writes {
    if (BulkId.safeParse(subject).success) return [unlessBulkDeleted(subject, this.table)];
    const isDeletable = JobId.or(SessionKey).safeParse(subject).success;
    return isDeletable ? [unlessDeleted(subject, this.table)] : [];
  }

  /**
   * Stores the result of a try, or a replay.
   * @returns false if the delivery is gone, or was tried or replayed meanwhile; nothing is written then
   */
  async replace(before: Delivery, after: Delivery): Promise<boolean> {
    const command = new PutCommand({
      TableName: this.table.name,
      Item: itemOf(after),
      ConditionExpression:
        '#delivery.#round = :round AND #delivery.#status = :status AND #delivery.#failures = :failures',
      ExpressionAttributeNames: {
        '#delivery': 'delivery',
        '#round': 'round',
        '#status': 'status',
        '#failures': 'failures',
      },
      ExpressionAttributeValues: {
        ':round': before.round,
        ':status': before.status,
        ':failures': before.failures,
      },
    });
    return (await unlessRefused(this.table.client.send(command))) !== undefined;
  }

  /** Ids of failed deliveries, oldest first; the index is eventually consistent. */
  async failed(
    webhook: Pick<Delivery, 'owner' | 'webhookId'>,
    { since, most }: { since: Date; most: number },
  ): Promise<string[]> {
    return this.listed({ open: failedOf(webhook), is: '>=', at: since, most });
  }

  /** Ids of pending deliveries whose try was due before a moment, oldest first. */
  async overdue(dueBefore: Date): Promise<string[]> {
    return this.listed({ open: PENDING, is: '<', at: dueBefore, most: Infinity });
  }

  private async listed({ open, is, at, most }: Listed): Promise<string[]> {
    const asked = {
      TableName: this.table.name,
      IndexName: 'open',
      KeyConditionExpression: `#open = :open AND listedAs ${is} :at`,
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: { ':open': open, ':at': at.toISOString() },
      ...(most < Infinity && { Limit: most }),
    };
    const ids: string[] = [];
    for await (const { Items = [] } of paginateQuery({ client: this.table.client }, asked)) {
      ids.push(...Items.map(idIn));
      if (ids.length >= most) break;
    }
    return ids;
  }
}

function idIn(item: unknown): string {
  return z.object({ sk: z.string() }).parse(item).sk.slice('delivery#'.length);
}

function itemOf(delivery: Delivery) {
  return {
    ...deliveryKey(delivery.deliveryId),
    delivery,
    ttl: Math.ceil(Date.parse(delivery.createdAt) / 1000) + KEPT_SECONDS,
    ...listing(delivery),
  };
}

/** Place in the index; delivered ones are not in it. */
function listing(delivery: Delivery): { open?: string; listedAs?: string } {
  if (delivery.status === 'delivered') return {};
  if (delivery.status === 'pending') return { open: PENDING, listedAs: dueAt(delivery) };
  return { open: failedOf(delivery), listedAs: delivery.createdAt };
}

function failedOf({ owner, webhookId }: Pick<Delivery, 'owner' | 'webhookId'>): string {
  return `failed#${owner}#${webhookId}`;
}
