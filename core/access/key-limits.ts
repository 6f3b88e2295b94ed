/** Limits of an API key. */
import * as z from 'zod';

export const KeyLimits = z.strictObject({
  /** Sustained rate. */
  requestsPerSecond: z.number().min(0.01).max(10_000),
  /** Requests at once after an idle period. */
  requestBurst: z.int().min(1).max(100_000),
  /** Per calendar day, UTC. */
  jobsPerDay: z.int().min(1).max(10_000_000),
});
export type KeyLimits = z.infer<typeof KeyLimits>;
