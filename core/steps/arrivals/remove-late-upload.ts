/**
 * An upload address outlives a job that is deleted, or that ends without keeping its audio, within
 * fifteen minutes, and a transfer may outlive both. Such late uploads are removed.
 */
import { isDeleted } from '../../aws/dynamodb/deleted-jobs.ts';
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import type { JobsTable } from '../../aws/dynamodb/jobs-table.ts';
import type { ObjectRemoval } from '../../aws/s3/object-removal.ts';
import { logInfo } from '../../base/log.ts';
import { isAudioDeleted } from '../../job/kept-until.ts';

interface RemoveLateUploadPorts {
  audioBucket: string;
  jobs: Pick<JobReader, 'job'>;
  table: JobsTable;
  objects: Pick<ObjectRemoval, 'below' | 'remove'>;
}

/** Removes the upload only if the job is known to be deleted, or its audio is. */
export async function removeLateUpload(
  jobId: string,
  { table, jobs, objects, audioBucket }: RemoveLateUploadPorts,
): Promise<void> {
  const job = await jobs.job(jobId);
  if (job ? !isAudioDeleted(job) : !(await isDeleted(jobId, table))) return;
  const late = await objects.below(audioBucket, `uploads/${jobId}/`);
  await objects.remove(audioBucket, late);
  logInfo('upload to a job whose audio is deleted removed', { jobId, versions: late.length });
}
