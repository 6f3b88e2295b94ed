import type { PoolName } from '../job/route-name.ts';

/** An instance that is not terminating yet; undefined where a tag is missing. */
export interface LiveInstance {
  id: string;
  launchedAt: Date;
  jobId: string | undefined;
  attempt: number | undefined;
  reapAfter: Date | undefined;
  /** Pool of a machine that takes job after job. */
  pool?: PoolName | undefined;
}
