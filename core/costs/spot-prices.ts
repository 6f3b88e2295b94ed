/** EC2's current spot prices by type and zone, and when they were read. */
import * as z from 'zod';

export const SpotPrices = z.object({
  readAt: z.iso.datetime(),
  /** USD an hour, by instance type, then by zone. */
  byType: z.record(z.string(), z.record(z.string(), z.number().positive())),
});
export type SpotPrices = z.infer<typeof SpotPrices>;

/** `eu-north-1a` -> `eu-north-1`, `us-west-2-lax-1a` -> `us-west-2`. */
export function regionOf(zone: string): string {
  return /^[a-z]+(-[a-z]+)+-\d+/.exec(zone)?.[0] ?? zone;
}

const FRESH_MS = 3600 * 1000;

/** True if an hour old, or if a requested type is missing. */
export function isStale(
  prices: SpotPrices | undefined,
  types: readonly string[],
  now: Date,
): boolean {
  if (!prices || now.getTime() - Date.parse(prices.readAt) >= FRESH_MS) return true;
  return types.some((type) => prices.byType[type] === undefined);
}
