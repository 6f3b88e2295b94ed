/**
 * What an hour of an instance costs on demand (Linux), in US dollars. Spot costs less, so a ceiling
 * that is kept by these prices is kept in either market. They are recorded, not asked for: AWS's price
 * list is megabytes large, and its API answers in two regions only.
 * Source: https://aws.amazon.com/ec2/pricing/on-demand/, as the SkyPilot catalogue, which is made from
 * AWS's price list, had it; read on 2026-11-21.
 */
const USD_PER_HOUR: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'eu-north-1': { 'g4dn.xlarge': 0.558, 'g5.xlarge': 1.067, 'g6.xlarge': 0.8536 },
  'eu-central-1': { 'g4dn.xlarge': 0.658, 'g5.xlarge': 1.258, 'g6.xlarge': 1.0064 },
  'eu-west-1': { 'g4dn.xlarge': 0.587, 'g5.xlarge': 1.123 },
  'us-east-1': { 'g4dn.xlarge': 0.526, 'g5.xlarge': 1.006, 'g6.xlarge': 0.8048 },
  'us-west-2': { 'g4dn.xlarge': 0.526, 'g5.xlarge': 1.006, 'g6.xlarge': 0.8048 },
};

/**
 * Root volume and public address run beside the instance. A GiB of gp3 costs 0.0952 USD a month in
 * Frankfurt, the dearest of these regions (Ireland 0.088, Stockholm 0.0836, both in the US 0.08); an
 * address 0.005 USD an hour, everywhere. A root volume above the default 40 GiB is not counted in full.
 * Source: https://aws.amazon.com/ebs/pricing/, https://aws.amazon.com/vpc/pricing/, and AWS's price list
 * as others have quoted it (Frankfurt and the address as of 2026-09-01, Stockholm as of 2026-10-01; for
 * Oregon there was no quotation); read on 2026-11-21.
 */
export const ALONGSIDE_USD_PER_HOUR = (40 * 0.0952) / 730 + 0.005;

/** Of the instance alone; undefined where nobody has recorded it. */
export function onDemandUsdPerHour(region: string, type: string): number | undefined {
  return USD_PER_HOUR[region]?.[type];
}

/** Undefined for a type whose price nobody has recorded: no ceiling can be promised with it. */
export function usdPerHour(region: string, type: string): number | undefined {
  const price = onDemandUsdPerHour(region, type);
  return price === undefined ? undefined : price + ALONGSIDE_USD_PER_HOUR;
}
