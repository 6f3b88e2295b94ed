/** Items of prices and speeds: EC2's latest spot prices, and how long jobs took. */
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { withSample, Speed, type SpeedSample } from '../../costs/speed.ts';
import { SpotPrices } from '../../costs/spot-prices.ts';
import { speedKey, spotPricesKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

/** Only one caller queries EC2 within this time. */
const TURN_MS = 60_000;

const SpeedItem = z.object({ sk: z.string(), speed: Speed });

export class PriceStore {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /** Latest prices read; undefined if there are none. */
  async spotPrices(): Promise<SpotPrices | undefined> {
    const { Item } = await this.table.client.send(
      new GetCommand({ TableName: this.table.name, Key: spotPricesKey }),
    );
    return Item?.prices === undefined ? undefined : SpotPrices.parse(Item.prices);
  }

  /** Elects one of concurrent callers that found the prices stale. @returns true if this one queries EC2 */
  async takeTurn(now: Date): Promise<boolean> {
    const since = new Date(now.getTime() - TURN_MS).toISOString();
    const taken = await unlessRefused(
      this.table.client.send(
        new UpdateCommand({
          TableName: this.table.name,
          Key: spotPricesKey,
          UpdateExpression: 'SET askedAt = :now',
          ConditionExpression: 'attribute_not_exists(askedAt) OR askedAt <= :since',
          ExpressionAttributeValues: { ':now': now.toISOString(), ':since': since },
        }),
      ),
    );
    return taken !== undefined;
  }

  async keep(prices: SpotPrices): Promise<void> {
    await this.table.client.send(
      new UpdateCommand({
        TableName: this.table.name,
        Key: spotPricesKey,
        UpdateExpression: 'SET prices = :prices',
        ExpressionAttributeValues: { ':prices': prices },
      }),
    );
  }

  /** Speeds of a model, by instance type. */
  async speeds(model: string): Promise<Record<string, Speed>> {
    const { Items = [] } = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': speedKey(model, '').pk },
      }),
    );
    const items = Items.map((item) => SpeedItem.parse(item));
    return Object.fromEntries(items.map(({ sk, speed }) => [sk, speed]));
  }

  /** One of two concurrent samples may be dropped, which is acceptable. */
  async recordSpeed(at: { model: string; type: string }, lesson: SpeedSample): Promise<void> {
    const Key = speedKey(at.model, at.type);
    const known = (await this.table.get(Key, SpeedItem))?.speed;
    const command = new PutCommand({
      TableName: this.table.name,
      Item: { ...Key, speed: withSample(known, lesson) },
      ConditionExpression: 'attribute_not_exists(pk) OR speed.fixedSeconds.jobs = :before',
      ExpressionAttributeValues: { ':before': known?.fixedSeconds.jobs ?? 0 },
    });
    await unlessRefused(this.table.client.send(command));
  }
}
