/** EC2 adapter: current spot prices. */
import {
  DescribeSpotPriceHistoryCommand,
  EC2Client,
  type _InstanceType,
} from '@aws-sdk/client-ec2';
import type { SpotPrices } from '../../costs/spot-prices.ts';

/** Callers wait for it, and recorded prices are a fallback. */
const ANSWER_MS = 1500;

export class SpotMarket {
  private readonly client: EC2Client;

  constructor(client = new EC2Client({ maxAttempts: 1 })) {
    this.client = client;
  }

  /** A history that starts now holds the current price, once per zone. */
  async prices(types: readonly string[], now: Date): Promise<SpotPrices> {
    const { SpotPriceHistory = [] } = await this.client.send(
      new DescribeSpotPriceHistoryCommand({
        InstanceTypes: types.map((type) => type as _InstanceType),
        ProductDescriptions: ['Linux/UNIX'],
        StartTime: now,
      }),
      { abortSignal: AbortSignal.timeout(ANSWER_MS) },
    );
    const byType: SpotPrices['byType'] = Object.fromEntries(types.map((type) => [type, {}]));
    for (const { InstanceType = '', AvailabilityZone = '', SpotPrice } of SpotPriceHistory) {
      const price = Number(SpotPrice);
      const zones = byType[InstanceType];
      // Newest first.
      if (zones && price > 0) zones[AvailabilityZone] ??= price;
    }
    return { readAt: now.toISOString(), byType };
  }
}
