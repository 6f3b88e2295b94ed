/** Upload address of a job that awaits its audio. */
import { storedAudio, type Job } from '../../job/job.ts';
import type { ObjectSigner, SignedUpload } from '../../aws/s3/object-signer.ts';

/**
 * Valid until the job's upload deadline, which a repeated request does not extend.
 * @returns undefined after that time, or if the job awaits no upload
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
