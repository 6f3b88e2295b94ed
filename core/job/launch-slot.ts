/** A job's reserved slot in the launch budget (core/machines/spot/launch-budget.ts). */
import * as z from 'zod';

/** `owner`: the line of its owner's jobs; `all`: the line of all owners, whose slots are for EC2. */
export const LaunchLine = z.enum(['owner', 'all']);
export type LaunchLine = z.infer<typeof LaunchLine>;

export interface LaunchSlot {
  line: LaunchLine;
  /** Milliseconds of the epoch. */
  at: number;
}
