/** Loads the upload in the path, if it belongs to the caller; and what its steps refuse, as problems. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import type { UploadRecords } from '../../core/aws/dynamodb/upload-records.ts';
import { JobId } from '../../core/base/job-id.ts';
import { UploadOver, type OwnedUpload } from '../../core/steps/requests/open-upload.ts';
import { HttpProblem } from './problem.ts';

interface UploadStores {
  jobs: Pick<JobReader, 'job'>;
  records: Pick<UploadRecords, 'of'>;
}

/** @throws HttpProblem 404 for an unknown id, a job without parts and another owner's upload alike */
export async function ownedUpload(
  event: Pick<APIGatewayProxyEventV2, 'pathParameters'>,
  owner: string,
  { jobs, records }: UploadStores,
): Promise<OwnedUpload> {
  const id = JobId.safeParse(event.pathParameters?.id);
  const job = id.success ? await jobs.job(id.data) : undefined;
  const record = job?.owner === owner ? await records.of(job.jobId) : undefined;
  if (!job || !record) throw new HttpProblem('not-found', 'There is no such upload.');
  return { job, record };
}

export function overAsProblem(error: unknown): never {
  if (!(error instanceof UploadOver)) throw error;
  throw new HttpProblem('not-in-this-state', error.message);
}
