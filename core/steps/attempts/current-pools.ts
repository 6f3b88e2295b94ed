/** The pools as they are now: their machines, what waits for them, and the deployment's settings. */
import type { PoolState } from '../../aws/dynamodb/pool-state.ts';
import { nextDrainAt } from '../../machines/pool/next-drain.ts';
import type { PoolsNow } from '../../machines/pools-now.ts';
import { endpointOf, type SagemakerSettings } from '../../machines/sagemaker/endpoint.ts';

export interface CurrentPoolsPorts extends SagemakerSettings {
  pools: Pick<PoolState, 'servers' | 'waiting'>;
  batchMaxMachines: number;
  batchWaitMinutes: number;
  /** `HH:MM`; empty: none. */
  batchSchedule: string;
  timeZone: string;
  warmMax: number;
}

export async function currentPools(now: Date, using: CurrentPoolsPorts): Promise<PoolsNow> {
  const { pools, batchSchedule, timeZone, warmMax } = using;
  const [servers, waiting] = await Promise.all([pools.servers(now), pools.waiting(now)]);
  const next = nextDrainAt(batchSchedule, timeZone, now);
  return {
    servers,
    waiting,
    batch: {
      maxMachines: using.batchMaxMachines,
      waitMinutes: using.batchWaitMinutes,
      ...(next && { schedule: { next } }),
    },
    warmMax,
    endpoint: endpointOf(using),
  };
}
