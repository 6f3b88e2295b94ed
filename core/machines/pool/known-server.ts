/** A pool machine as routing sees it: its latest report, and its id. */
import type { PoolName } from '../../job/route-name.ts';
import { isFresh, type ServerRow } from './server-row.ts';

export interface KnownServer extends ServerRow {
  /** EC2's instance id, or that of a box. */
  id: string;
}

/** Machines of a pool that take jobs now, or as soon as they have a free place. */
export function takingJobs(
  servers: readonly KnownServer[],
  pool: PoolName,
  now: Date,
): KnownServer[] {
  return servers.filter(
    (server) => server.pool === pool && server.ready && !server.retire && isFresh(server, now),
  );
}

/** Jobs that the machine has: those on the GPU, and those that wait for it there. */
export function jobsOn({ load }: Pick<ServerRow, 'load'>): number {
  return load.running + load.waiting;
}
