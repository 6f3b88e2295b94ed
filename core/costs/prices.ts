/**
 * On-demand prices of instances (Linux), USD an hour. Spot costs less, so a ceiling met at these
 * prices is met in either market. They are recorded: AWS's price list is megabytes large, and its
 * API answers in two regions only.
 * Source: https://aws.amazon.com/ec2/pricing/on-demand/, via the SkyPilot catalogue, which is
 * generated from AWS's price list; read on 2026-11-21.
 */
const USD_PER_HOUR: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'eu-north-1': { 'g4dn.xlarge': 0.558, 'g5.xlarge': 1.067, 'g6.xlarge': 0.8536 },
  'eu-central-1': { 'g4dn.xlarge': 0.658, 'g5.xlarge': 1.258, 'g6.xlarge': 1.0064 },
  'eu-west-1': { 'g4dn.xlarge': 0.587, 'g5.xlarge': 1.123 },
  'us-east-1': { 'g4dn.xlarge': 0.526, 'g5.xlarge': 1.006, 'g6.xlarge': 0.8048 },
  'us-west-2': { 'g4dn.xlarge': 0.526, 'g5.xlarge': 1.006, 'g6.xlarge': 0.8048 },
};

/**
 * Root volume and public address, USD an hour beside the instance. A GiB of gp3 costs 0.0952 USD a
 * month in Frankfurt, the dearest of these regions (Ireland 0.088, Stockholm 0.0836, both in the US
 * 0.08); an address 0.005 USD an hour. Above the default 40 GiB, a root volume is undercounted.
 * Source: https://aws.amazon.com/ebs/pricing/, https://aws.amazon.com/vpc/pricing/, and quotations of
 * AWS's price list (Frankfurt and the address as of 2026-09-01, Stockholm as of 2026-10-01; none found
 * for Oregon); read on 2026-11-21.
 */
export const ALONGSIDE_USD_PER_HOUR = (40 * 0.0952) / 730 + 0.005;

/** Price of the instance alone, in USD an hour; undefined if not recorded. */
export function onDemandUsdPerHour(region: string, type: string): number | undefined {
  return USD_PER_HOUR[region]?.[type];
}

/** With volume and address, in USD an hour; undefined if not recorded, so no ceiling can be kept. */
export function usdPerHour(region: string, type: string): number | undefined {
  const price = onDemandUsdPerHour(region, type);
  return price === undefined ? undefined : price + ALONGSIDE_USD_PER_HOUR;
}
