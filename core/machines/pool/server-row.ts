/** What a pool machine says of itself, every few seconds. */
import * as z from 'zod';
import { ModelName } from '../../transcript/model-name.ts';
import { PoolName } from '../../job/route-name.ts';
import { MachineKind } from './pool-machine.ts';

const count = z.int().min(0).max(1000);

/** What a server reports of itself; server-status.ts has more of it. */
export const ServerHealth = z.strictObject({
  /** The model is loaded, and the server takes jobs. */
  ready: z.boolean(),
  /** Jobs on the GPU, jobs that wait for it here, and how many the server takes at once. */
  load: z.strictObject({ running: count, waiting: count, places: count }),
  model: ModelName,
  /** Version of the engine. */
  version: z.string().max(100),
});
export type ServerHealth = z.infer<typeof ServerHealth>;

/** Body of a machine's report. */
export const HealthReport = ServerHealth.extend({
  pool: PoolName.optional().describe('Of a box; the pool of an instance is known.'),
});
export type HealthReport = z.infer<typeof HealthReport>;

export const ServerRow = z.object({
  ...ServerHealth.shape,
  pool: PoolName,
  kind: MachineKind,
  beatAt: z.iso.datetime(),
  /** Since when it has had no job. */
  idleSince: z.iso.datetime().optional(),
  /** Asked to take no more jobs, and to end. */
  retire: z.boolean().optional(),
});
export type ServerRow = z.infer<typeof ServerRow>;

/** Reports come every five seconds; three missing ones mean that the server is gone. */
export const REPORT_SECONDS = 5;
const FRESH_MS = 3 * REPORT_SECONDS * 1000;

export function isFresh({ beatAt }: Pick<ServerRow, 'beatAt'>, now: Date): boolean {
  return now.getTime() - Date.parse(beatAt) <= FRESH_MS;
}

/** Jobs that the server takes now: 0 if it is not ready, not fresh, or asked to end. */
export function freePlaces(row: ServerRow, now: Date): number {
  if (!row.ready || row.retire || !isFresh(row, now)) return 0;
  const { running, waiting, places } = row.load;
  return Math.max(0, places - running - waiting);
}
