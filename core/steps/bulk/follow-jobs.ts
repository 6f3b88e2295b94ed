/** State FollowJobs: looks whether the jobs of a batch have ended. */
import type { BulkStore } from '../../aws/dynamodb/bulk-store.ts';
import { isSettled } from '../../bulk/file-outcome.ts';
import { lookAtJobs, type LookPorts } from './look-at-jobs.ts';
import { readBatch, writeBatch, type BatchId, type BatchPorts } from './stored-batch.ts';

export interface FollowJobsPorts extends BatchPorts, LookPorts {
  bulks: Pick<BulkStore, 'bulk'>;
}

export interface Followed {
  open: number;
  /** Until the next look. */
  seconds: number;
}

export const FIRST_LOOK_SECONDS = 10;
/** Each look is three transitions of the workflow, and a cancelled bulk notices it within this. */
const LONGEST_SECONDS = 300;
const GROWTH = 1.5;

/** @param seconds of the pause before */
export async function followJobs(
  { bulkId, batch, seconds }: BatchId & { seconds: number },
  using: FollowJobsPorts,
): Promise<Followed> {
  const bulk = await using.bulks.bulk(bulkId);
  const files = await readBatch({ bulkId, batch }, using);
  if (!bulk || bulk.isDeleting || !files) return { open: 0, seconds: 0 };
  const after = await lookAtJobs(bulk, files, using);
  const isChanged = JSON.stringify(after) !== JSON.stringify(files);
  if (isChanged) await writeBatch({ bulkId, batch }, { files: after }, using);
  const open = after.filter((file) => !isSettled(file)).length;
  return { open, seconds: Math.min(Math.ceil(seconds * GROWTH), LONGEST_SECONDS) };
}
