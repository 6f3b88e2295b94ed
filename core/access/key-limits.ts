/** What a key may ask for: so many requests a second, so many in a row, so many jobs a day. */
import * as z from 'zod';

export const KeyLimits = z.strictObject({
  /** In the long run. */
  requestsPerSecond: z.number().min(0.01).max(10_000),
  /** After a rest, so many at once. */
  requestBurst: z.int().min(1).max(100_000),
  /** Of the calendar, in UTC. */
  jobsPerDay: z.int().min(1).max(10_000_000),
});
export type KeyLimits = z.infer<typeof KeyLimits>;
