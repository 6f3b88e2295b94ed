/** Spot prices at most an hour old, or older ones if EC2 does not answer. */
import type { PriceStore } from '../../aws/dynamodb/price-store.ts';
import type { SpotMarket } from '../../aws/ec2/spot-market.ts';
import { logError } from '../../base/log.ts';
import { isStale, type SpotPrices } from '../../costs/spot-prices.ts';

export interface CurrentPricesPorts {
  prices: Pick<PriceStore, 'spotPrices' | 'takeTurn' | 'keep'>;
  market: Pick<SpotMarket, 'prices'>;
  instanceTypes: readonly string[];
}

/** Never throws for unreadable prices; they are logged. */
export async function currentPrices(
  now: Date,
  { prices, market, instanceTypes }: CurrentPricesPorts,
): Promise<SpotPrices | undefined> {
  const kept = await prices.spotPrices();
  if (!isStale(kept, instanceTypes, now) || !(await prices.takeTurn(now))) return kept;
  try {
    const read = await market.prices(instanceTypes, now);
    await prices.keep(read);
    return read;
  } catch (error) {
    logError('spot prices not read', error);
    return kept;
  }
}
