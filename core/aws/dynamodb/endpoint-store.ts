/** Items of registered endpoints, partitioned by owner, so that owners cannot reach each other's. */
import { DeleteCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  MOST_ENDPOINTS,
  WebhookEndpoint,
  type DisabledBecause,
} from '../../webhooks/webhook-endpoint.ts';
import { endpointCountKey, endpointKey, rotationKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { transact } from './transact.ts';
import { updateOf } from './update-expression.ts';

/** Longer than any rotation takes; the lock of an interrupted one expires. */
const ROTATION_MS = 30_000;

/** Thrown when an owner has the maximum number of endpoints. */
export class TooManyEndpoints extends Error {
  constructor(cause?: unknown) {
    super(`There are ${MOST_ENDPOINTS} webhooks, and there cannot be more. Delete one first.`, {
      cause,
    });
    this.name = 'TooManyEndpoints';
  }
}

const Counted = z.object({ endpoints: z.int() });

/** Thrown when an endpoint does not exist. */
class EndpointGone extends Error {}

type Named = Pick<WebhookEndpoint, 'owner' | 'webhookId'>;

export class EndpointStore {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /** Strongly consistent: an endpoint registered while a job runs receives its end. */
  async ofOwner(owner: string): Promise<WebhookEndpoint[]> {
    const { pk, sk } = endpointKey(owner, '');
    const { Items = [] } = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :endpoint)',
        ExpressionAttributeValues: { ':pk': pk, ':endpoint': sk },
        ConsistentRead: true,
      }),
    );
    return Items.map((item) => WebhookEndpoint.parse(item));
  }

  async find({ owner, webhookId }: Named): Promise<WebhookEndpoint | undefined> {
    return this.table.get(endpointKey(owner, webhookId), WebhookEndpoint);
  }

  /** Before a secret is made for another one; `create` checks it again. @throws TooManyEndpoints */
  async assertRoom(owner: string): Promise<void> {
    const counted = await this.table.get(endpointCountKey(owner), Counted);
    if ((counted?.endpoints ?? 0) >= MOST_ENDPOINTS) throw new TooManyEndpoints();
  }

  /** @throws TooManyEndpoints */
  async create(endpoint: WebhookEndpoint): Promise<void> {
    const Item = { ...endpointKey(endpoint.owner, endpoint.webhookId), ...endpoint };
    await transact(
      this.table.client,
      [
        { Put: { TableName: this.table.name, Item } },
        this.countBy(1, endpoint.owner, 'attribute_not_exists(endpoints) OR endpoints < :most'),
      ],
      (cause) => new TooManyEndpoints(cause),
    );
  }

  /** @returns false if there was none */
  async remove({ owner, webhookId }: Named): Promise<boolean> {
    const Key = endpointKey(owner, webhookId);
    const there = { TableName: this.table.name, ConditionExpression: 'attribute_exists(pk)' };
    try {
      await transact(
        this.table.client,
        [{ Delete: { ...there, Key } }, this.countBy(-1, owner, 'endpoints <= :most')],
        (cause) => new EndpointGone('there is no such endpoint', { cause }),
      );
      return true;
    } catch (error) {
      if (!(error instanceof EndpointGone)) throw error;
      return false;
    }
  }

  /** Records the first failure since the last success. */
  async failing(endpoint: Named, since: string): Promise<void> {
    await this.change(endpoint, {
      ...updateOf({ failingSince: since }),
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(failingSince)',
    });
  }

  async recovered(endpoint: Named): Promise<void> {
    await this.change(endpoint, {
      UpdateExpression: 'REMOVE failingSince',
      ConditionExpression: 'attribute_exists(pk)',
    });
  }

  async disable(endpoint: Named, how: { at: string; because: DisabledBecause }): Promise<void> {
    await this.change(endpoint, {
      ...updateOf({ disabledAt: how.at, disabledBecause: how.because }),
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(disabledAt)',
    });
  }

  async enable(endpoint: Named): Promise<void> {
    await this.change(endpoint, {
      UpdateExpression: 'REMOVE disabledAt, disabledBecause, failingSince',
      ConditionExpression: 'attribute_exists(pk)',
    });
  }

  /** Takes the rotation lock. @returns false while another rotation holds it: one of the two would be lost */
  async beginRotation({ owner, webhookId }: Named, now: Date): Promise<boolean> {
    const until = now.getTime() + ROTATION_MS;
    const command = new PutCommand({
      TableName: this.table.name,
      Item: { ...rotationKey(owner, webhookId), until, ttl: Math.ceil(until / 1000) },
      ConditionExpression: 'attribute_not_exists(pk) OR #until < :now',
      ExpressionAttributeNames: { '#until': 'until' },
      ExpressionAttributeValues: { ':now': now.getTime() },
    });
    return (await unlessRefused(this.table.client.send(command))) !== undefined;
  }

  async endRotation({ owner, webhookId }: Named): Promise<void> {
    const Key = rotationKey(owner, webhookId);
    await this.table.client.send(new DeleteCommand({ TableName: this.table.name, Key }));
  }

  /** Ignores an endpoint that is gone, or already in that state. */
  private async change(
    { owner, webhookId }: Named,
    update: Omit<ConstructorParameters<typeof UpdateCommand>[0], 'TableName' | 'Key'>,
  ): Promise<void> {
    const Key = endpointKey(owner, webhookId);
    const command = new UpdateCommand({ TableName: this.table.name, Key, ...update });
    await unlessRefused(this.table.client.send(command));
  }

  private countBy(more: number, owner: string, condition: string) {
    return {
      Update: {
        TableName: this.table.name,
        Key: endpointCountKey(owner),
        UpdateExpression: 'ADD endpoints :more',
        ConditionExpression: condition,
        ExpressionAttributeValues: { ':more': more, ':most': MOST_ENDPOINTS },
      },
    };
  }
}
