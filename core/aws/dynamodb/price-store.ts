/** Items of prices and speeds: EC2's latest spot prices, and how long jobs took. */
import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { estimateFor, measuredIn, type SpeedEstimate } from '../../costs/speed-estimate.ts';
import { SpotPrices } from '../../costs/spot-prices.ts';
import { speedKey, spotPricesKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

/** Only one caller queries EC2 within this time. */
const TURN_MS = 60_000;

const SpeedItem = z.looseObject({ sk: z.string() });

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

  /** Speeds of a model as an owner is quoted them, by instance type. */
  async speeds(model: string, owner: string): Promise<Record<string, SpeedEstimate>> {
    const { Items = [] } = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': speedKey(model, '').pk },
      }),
    );
    const items = Items.map((item) => SpeedItem.parse(item));
    const estimates = items.map((item) => {
      const type = item.sk;
      return [type, estimateFor(owner, measuredIn(item), { model, type })];
    });
    return Object.fromEntries(estimates) as Record<string, SpeedEstimate>;
  }
}
