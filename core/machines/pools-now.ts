/** The pools of a deployment at one moment, and its endpoint, as routing looks at them. */
import type { PoolName } from '../job/route-name.ts';
import { takingJobs, type KnownServer } from './pool/known-server.ts';
import type { WaitingJob } from './pool/waiting-job.ts';
import type { SagemakerEndpoint } from './sagemaker/endpoint.ts';

export interface PoolsNow {
  /** Rows of both pools, stale ones included. */
  servers: readonly KnownServer[];
  /** Jobs that wait for a machine of the pool `batch`. */
  waiting: readonly WaitingJob[];
  batch: {
    /** 0: this deployment has no such pool. */
    maxMachines: number;
    /** Minutes after which the oldest waiting job gets a machine launched. */
    waitMinutes: number;
    /** The next daily time at which machines are launched for what waits. */
    schedule?: { next: Date } | undefined;
  };
  /** Warm servers that the deployment launches at most. With 0 there may still be boxes. */
  warmMax: number;
  /** Absent: this deployment has none. */
  endpoint?: SagemakerEndpoint | undefined;
}

/** Whether the deployment launches machines of this pool, or has some that take jobs now. */
export function hasPool({ servers, batch, warmMax }: PoolsNow, pool: PoolName, now: Date): boolean {
  const most = pool === 'batch' ? batch.maxMachines : warmMax;
  return most > 0 || takingJobs(servers, pool, now).length > 0;
}
