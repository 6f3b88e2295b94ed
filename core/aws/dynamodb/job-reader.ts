/** Reads single items of jobs; functions that write jobs use JobStore. */
import { Job } from '../../job/job.ts';
import {
  IdempotencyRecord,
  idempotencyKey,
  InstanceRecord,
  instanceKey,
  jobKey,
  Unrecorded,
} from './items.ts';
import type { JobsTable } from './jobs-table.ts';

export class JobReader {
  readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  async job(jobId: string): Promise<Job | undefined> {
    return this.table.get(jobKey(jobId), Job);
  }

  async instance(instanceId: string): Promise<InstanceRecord | undefined> {
    return this.table.get(instanceKey(instanceId), InstanceRecord.or(Unrecorded));
  }

  async idempotency(key: string): Promise<IdempotencyRecord | undefined> {
    return this.table.get(idempotencyKey(key), IdempotencyRecord);
  }
}
