/**
 * What the pools' machines report, and which jobs wait for them, as they were some seconds ago at most:
 * a burst of jobs reads them once. The age of a report is for callers to look at.
 */
import { Recent } from '../../base/recent.ts';
import type { KnownServer } from '../../machines/pool/known-server.ts';
import type { WaitingJob } from '../../machines/pool/waiting-job.ts';
import type { JobsTable } from './jobs-table.ts';
import { ServerRows } from './server-rows.ts';
import { WaitingJobs } from './waiting-jobs.ts';

export class PoolState {
  private readonly recentServers: Recent<KnownServer[]>;
  private readonly recentWaiting: Recent<WaitingJob[]>;

  /** @param recentMs how old an answer may be, in milliseconds */
  constructor(table: JobsTable, recentMs = 5000) {
    const rows = new ServerRows(table);
    const jobs = new WaitingJobs(table);
    this.recentServers = new Recent(async () => {
      const all = Object.entries(await rows.all());
      return all.map(([id, row]) => ({ ...row, id }));
    }, recentMs);
    this.recentWaiting = new Recent(() => jobs.all(), recentMs);
  }

  /** Latest reports of all machines of both pools, also of some that are gone. */
  async servers(now: Date): Promise<KnownServer[]> {
    return this.recentServers.get(now);
  }

  /** Jobs that wait for a machine of the pool `batch`. */
  async waiting(now: Date): Promise<WaitingJob[]> {
    return this.recentWaiting.get(now);
  }
}
