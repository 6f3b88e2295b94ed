/** Adapter of EC2: what spot instances cost now. */
import {
  DescribeSpotPriceHistoryCommand,
  EC2Client,
  type _InstanceType,
} from '@aws-sdk/client-ec2';
import type { SpotPrices } from '../../costs/spot-prices.ts';

/** A caller waits for it, and recorded prices do as well. */
const ANSWER_MS = 1500;

export class SpotMarket {
  private readonly client: EC2Client;

  constructor(client = new EC2Client({ maxAttempts: 1 })) {
    this.client = client;
  }

  /** A history that begins now holds the price of now, once for each zone. */
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
      // The newest comes first.
      if (zones && price > 0) zones[AvailabilityZone] ??= price;
    }
    return { readAt: now.toISOString(), byType };
  }
}
