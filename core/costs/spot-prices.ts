/** What EC2 asks for spot instances now, by type and zone, and when it said so. */
import * as z from 'zod';

export const SpotPrices = z.object({
  readAt: z.iso.datetime(),
  /** US dollars an hour: by instance type, then by zone. */
  byType: z.record(z.string(), z.record(z.string(), z.number().positive())),
});
export type SpotPrices = z.infer<typeof SpotPrices>;

/** `eu-north-1a` lies in `eu-north-1`, and `us-west-2-lax-1a` in `us-west-2`. */
export function regionOf(zone: string): string {
  return /^[a-z]+(-[a-z]+)+-\d+/.exec(zone)?.[0] ?? zone;
}

const FRESH_MS = 3600 * 1000;

/** Whether they are an hour old, or lack a type that is asked for. */
export function isStale(
  prices: SpotPrices | undefined,
  types: readonly string[],
  now: Date,
): boolean {
  if (!prices || now.getTime() - Date.parse(prices.readAt) >= FRESH_MS) return true;
  return types.some((type) => prices.byType[type] === undefined);
}
