/** What a job holds of its purses. */
import type { Job } from '../job/job.ts';
import { usdOf } from '../budgets/purse.ts';

/** The same in each purse; undefined without one. */
export function heldUsd({ holds = [] }: Pick<Job, 'holds'>): number | undefined {
  if (holds.length === 0) return undefined;
  return usdOf(Math.min(...holds.map(({ amount }) => amount)));
}
