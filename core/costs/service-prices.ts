/**
 * Prices of everything but the instance, in US dollars, from AWS's pages on RECORDED_ON. Without a
 * region they are N. Virginia's; in the other regions of core/costs/prices.ts requests and storage
 * cost up to a quarter more, all together far below a cent per job. Free tiers are ignored.
 */
export const RECORDED_ON = '2026-11-21';

/** Hours in a mean month; AWS divides monthly prices by the hours of the actual month. */
export const MONTH_HOURS = 730;

/** gp3. Sources: as in core/costs/prices.ts. */
const VOLUME_USD_PER_GIB_MONTH: Readonly<Record<string, number>> = {
  'eu-north-1': 0.0836,
  'eu-central-1': 0.0952,
  'eu-west-1': 0.088,
  'us-east-1': 0.08,
  'us-west-2': 0.08,
};

/** The highest of these for an unrecorded region. */
export function volumeUsdPerGibMonth(region: string): number {
  return VOLUME_USD_PER_GIB_MONTH[region] ?? Math.max(...Object.values(VOLUME_USD_PER_GIB_MONTH));
}

export interface ServicePrice {
  priceUsd: number;
  /** Units that `priceUsd` pays for. */
  per: number;
}

export const SERVICE_PRICES = {
  /** https://aws.amazon.com/vpc/pricing/, same everywhere. Quantity in seconds. */
  publicIpv4: { priceUsd: 0.005, per: 3600 },
  /** https://aws.amazon.com/s3/pricing/, S3 Standard: GiB-months; PUT, COPY, POST and LIST; GET and HEAD. */
  storage: { priceUsd: 0.023, per: 1 },
  s3Writes: { priceUsd: 0.005, per: 1000 },
  s3Reads: { priceUsd: 0.0004, per: 1000 },
  /** https://aws.amazon.com/lambda/pricing/, arm64. */
  lambdaRequests: { priceUsd: 0.2, per: 1_000_000 },
  lambdaSeconds: { priceUsd: 0.0000133334, per: 1 },
  /** https://aws.amazon.com/step-functions/pricing/, same in all these regions. */
  stateTransitions: { priceUsd: 0.025, per: 1000 },
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/, since November 2024. */
  tableWrites: { priceUsd: 0.625, per: 1_000_000 },
  tableReads: { priceUsd: 0.125, per: 1_000_000 },
  /** https://aws.amazon.com/api-gateway/pricing/, HTTP APIs. */
  apiRequests: { priceUsd: 1, per: 1_000_000 },
} as const satisfies Record<string, ServicePrice>;
