/** What a job that has ended goes on holding: what it cost so far, and what its machines may still cost. */
import { SAGEMAKER_LIMITS } from '../../base/sagemaker-limits.ts';
import { usdPerHour } from '../../costs/prices.ts';
import { regionOf } from '../../costs/spot-prices.ts';
import { usesOf, type MachineUse } from '../../machines/machine-use.ts';
import type { Job } from '../../job/job.ts';
import { costReceipt } from '../../view/cost-receipt.ts';
import { microUsd, type MicroUsd } from '../../budgets/purse.ts';

/** EC2 ends an instance within a minute. One that the workflow did not end is found in two rounds of the reaper. */
const ENDING_SECONDS = 600;

export interface EndedCost {
  amount: MicroUsd;
  /** All its machines have ended. */
  isFinal: boolean;
}

export function costOfEnded(job: Job, now: Date): EndedCost {
  const receipt = costReceipt(job, now);
  const open = usesOf(job, now).filter(({ hasEnded }) => !hasEnded);
  const later = open.reduce((sum, use) => sum + mayStillCost(use), 0);
  return { amount: microUsd((receipt?.totalUsd ?? 0) + later), isFinal: open.length === 0 };
}

/** USD. A pool's machine costs its jobs its idle time as well, in shares that are known at its end. */
function mayStillCost({ instance, seconds }: MachineUse): number {
  const { type, zone, market, pool } = instance;
  if (market === 'own') return 0;
  if (market === 'sagemaker') {
    // A request that has begun cannot be cancelled.
    const longest = Math.max(0, SAGEMAKER_LIMITS.invocationSeconds - seconds);
    return (longest / 3600) * (instance.usdPerHour ?? 0);
  }
  const perHour = usdPerHour(regionOf(zone), type) ?? instance.usdPerHour ?? 0;
  const more = ENDING_SECONDS + (pool === undefined ? 0 : seconds);
  return (more / 3600) * perHour;
}
