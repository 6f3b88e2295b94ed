/** The address that a job waits for its audio at. */
import { storedAudio, type Job } from '../../job/job.ts';
import type { ObjectSigner, SignedUpload } from '../../aws/s3/object-signer.ts';

/**
 * For as long as the job waits for its object: a repeated request does not make it wait longer.
 * @returns undefined when that time is over, or the job waits for none
 */
export async function signUpload(
  job: Job,
  contentType: string | undefined,
  { signer, now }: { signer: ObjectSigner; now: Date },
): Promise<SignedUpload | undefined> {
  if (job.status !== 'awaiting_upload') return undefined;
  const leftMs = Date.parse(job.uploadExpiresAt ?? job.createdAt) - now.getTime();
  const seconds = Math.floor(leftMs / 1000);
  return seconds < 1 ? undefined : signer.signedPut({ ...storedAudio(job), contentType }, seconds);
}
