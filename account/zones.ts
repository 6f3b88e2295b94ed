/** The zones of a deployment: one public subnet each, and EC2 chooses among them. */

/** Zone → the instance types that it offers. */
export type Offers = ReadonlyMap<string, readonly string[]>;

/** More zones hardly add capacity, and each is asked for its prices. */
const ENOUGH = 3;

/**
 * Zones that the stack has stay first, while they offer any of the types: jobs may run there. Others
 * follow by how many of the types they offer.
 */
export function chooseZones(present: readonly string[], offers: Offers): string[] {
  const kept = present.filter((zone) => offers.has(zone)).slice(0, ENOUGH);
  const others = [...offers]
    .filter(([zone]) => !kept.includes(zone))
    .sort(
      ([zone, types], [other, others]) => others.length - types.length || zone.localeCompare(other),
    )
    .slice(0, ENOUGH - kept.length)
    .map(([zone]) => zone);
  return [...kept, ...others.sort((zone, other) => zone.localeCompare(other))];
}

/** Whether it can be a zone of the region; a subnet's addresses follow from the letter, a to p. */
export function isZoneOf(region: string, zone: string): boolean {
  return zone.length === region.length + 1 && zone.startsWith(region) && /[a-p]$/.test(zone);
}
