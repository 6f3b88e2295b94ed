/**
 * US dollars per hour, similar to the region's spot prices in 2026. They decide a fleet's order of
 * pools and the costs in receipts.
 */
export const SPOT_PRICES: Readonly<Record<string, number>> = {
  'g4dn.xlarge': 0.2,
  'g4dn.2xlarge': 0.29,
  'g6.xlarge': 0.35,
  'g5.xlarge': 0.4,
  'g6.2xlarge': 0.44,
  'g5.2xlarge': 0.49,
};

/** Price factor of each zone, by its letter. */
const FACTORS: Readonly<Record<string, number>> = { a: 1, b: 1.04, c: 1.1 };

/** Names of a region's zones. */
export function zonesOf(region: string): string[] {
  return Object.keys(FACTORS).map((letter) => `${region}${letter}`);
}

/** US dollars per hour; unknown types cost more than all known ones. */
export function spotPrice(type: string, zone: string): number {
  return (SPOT_PRICES[type] ?? 9) * (FACTORS[zone.at(-1) ?? ''] ?? 1);
}

export function spotPriceHistory(types: readonly string[], region: string) {
  const wanted = types.length > 0 ? types : Object.keys(SPOT_PRICES);
  const known = wanted.filter((type) => type in SPOT_PRICES);
  return known.flatMap((instanceType) =>
    zonesOf(region).map((availabilityZone) => ({
      instanceType,
      productDescription: 'Linux/UNIX',
      spotPrice: spotPrice(instanceType, availabilityZone).toFixed(6),
      timestamp: new Date().toISOString(),
      availabilityZone,
    })),
  );
}
