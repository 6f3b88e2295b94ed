/** Items of prices and speeds: EC2's latest spot prices, and how long jobs took. */
import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { rateFor, ratesIn, type RateEstimate } from '../../costs/analysis-rates.ts';
import { estimateFor, measuredIn, type SpeedEstimate } from '../../costs/speed-estimate.ts';
import { SpotPrices } from '../../costs/spot-prices.ts';
import { analysisRateKey, speedKey, spotPricesKey } from './items.ts';
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

  /** Rates of a language model as an owner is quoted them, by instance type; of the others none is known. */
  async analysisRates(model: string, owner: string): Promise<Record<string, RateEstimate>> {
    const items = await this.ofPartition(analysisRateKey(model, '').pk);
    return Object.fromEntries(
      items.map((item) => [item.sk, rateFor(owner, ratesIn(item), item.sk)]),
    );
  }

  /** Speeds of a model as an owner is quoted them, by instance type. */
  async speeds(model: string, owner: string): Promise<Record<string, SpeedEstimate>> {
    const items = await this.ofPartition(speedKey(model, '').pk);
    const estimates = items.map((item) => {
      const type = item.sk;
      return [type, estimateFor(owner, measuredIn(item), { model, type })];
    });
    return Object.fromEntries(estimates) as Record<string, SpeedEstimate>;
  }

  private async ofPartition(pk: string) {
    const { Items = [] } = await this.table.client.send(
      new QueryCommand({
        TableName: this.table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
      }),
    );
    return Items.map((item) => SpeedItem.parse(item));
  }
}
