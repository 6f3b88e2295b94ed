/** A part of a purse (core/budgets) that is a job's. */
import * as z from 'zod';

export const JobHold = z.object({
  purse: z.string(),
  /** Millionths of a dollar: the most that the job may cost, and once it is settled what it cost. */
  amount: z.int().min(0),
  /** Names the reservation while the purse has it as pending. */
  mark: z.string().optional(),
  /** Nothing of it comes back any more. */
  settled: z.literal(true).optional(),
});
export type JobHold = z.infer<typeof JobHold>;
