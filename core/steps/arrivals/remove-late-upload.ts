/**
 * An upload address outlives a job that is deleted within fifteen minutes, and a transfer may
 * outlive both. Such late uploads are removed.
 */
import { isDeleted } from '../../aws/dynamodb/deleted-jobs.ts';
import type { JobsTable } from '../../aws/dynamodb/jobs-table.ts';
import type { ObjectRemoval } from '../../aws/s3/object-removal.ts';
import { logInfo } from '../../base/log.ts';

interface RemoveLateUploadPorts {
  audioBucket: string;
  table: JobsTable;
  objects: Pick<ObjectRemoval, 'below' | 'remove'>;
}

/** Removes the upload only if the job is known to be deleted. */
export async function removeLateUpload(
  jobId: string,
  { table, objects, audioBucket }: RemoveLateUploadPorts,
): Promise<void> {
  if (!(await isDeleted(jobId, table))) return;
  const late = await objects.below(audioBucket, `uploads/${jobId}/`);
  await objects.remove(audioBucket, late);
  logInfo('upload to a deleted job removed', { jobId, versions: late.length });
}
