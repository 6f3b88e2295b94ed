/** A machine of a pool: an instance, or a box of the operator's own. */
import * as z from 'zod';
import { PoolName } from '../../job/route-name.ts';
import { JobInstance } from '../../job/job.ts';

export const MachineKind = z.enum(['ec2', 'box']);
export type MachineKind = z.infer<typeof MachineKind>;

/** As stored under the machine's id; a job that it takes gets a copy as its instance. */
export const PoolMachine = JobInstance.omit({
  attempt: true,
  isEndAssumed: true,
  takenAt: true,
  shareSeconds: true,
}).extend({
  pool: PoolName,
  kind: MachineKind,
});
export type PoolMachine = z.infer<typeof PoolMachine>;

/** A pool's instance that runs or boots. */
export const RunningMachine = z.object({
  id: z.string(),
  pool: PoolName,
  launchedAt: z.iso.datetime(),
});
export type RunningMachine = z.infer<typeof RunningMachine>;

/** One attempt of a job on a pool machine. */
export const PoolWork = z.object({
  jobId: z.string(),
  attempt: z.int().min(1),
  /** When the machine took the job. */
  since: z.iso.datetime(),
  /** When the attempt ended; absent while it runs. */
  until: z.iso.datetime().optional(),
});
export type PoolWork = z.infer<typeof PoolWork>;
