/** Status of the jobs that dead offers are of, for an operator who may read the table. */
import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import type { DeadLetter } from './dead-letters.ts';

/** Without them the offers are shown all the same. */
const UNREADABLE = ['AccessDeniedException', 'ResourceNotFoundException'];
const DELETED = 'deleted';

/** @returns the letters, offers with the status of their job */
export async function withJobStatus(
  letters: readonly DeadLetter[],
  table: JobsTable,
): Promise<DeadLetter[]> {
  const jobs = new JobReader(table);
  const known: DeadLetter[] = [];
  for (const letter of letters) {
    const { offer } = letter;
    const jobStatus = offer && (await statusOf(offer.jobId, jobs));
    known.push(offer && jobStatus ? { ...letter, offer: { ...offer, jobStatus } } : letter);
  }
  return known;
}

async function statusOf(jobId: string, jobs: JobReader): Promise<string | undefined> {
  try {
    return (await jobs.job(jobId))?.status ?? DELETED;
  } catch (error) {
    const isRefused = error instanceof DynamoDBServiceException && UNREADABLE.includes(error.name);
    if (isRefused) return undefined;
    throw error;
  }
}
