/** Finds the owner's earlier job with identical audio and options, to reuse its transcript. */
import type { ResultCache } from '../../aws/dynamodb/result-cache.ts';
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import { fingerprintOf } from '../../job/result-fingerprint.ts';
import type { Job } from '../../job/job.ts';
import type { Checking } from './check-audio.ts';

/** Largest object to hash within READ_MS; larger ones need S3's own SHA-256. */
const MAX_READ_BYTES = 256 * 1024 ** 2;
const READ_MS = 8000;

export interface Remembering extends Checking {
  results: Pick<ResultCache, 'hasAlike' | 'jobOf'>;
  objects: Checking['objects'] & Pick<ObjectReader, 'sha256'>;
}

/** @returns the earlier job's id; its transcript may have been deleted since */
export async function earlierJob(
  job: Job,
  { results, objects }: Pick<Remembering, 'results' | 'objects'>,
): Promise<string | undefined> {
  const { audio } = job;
  // A machine makes the copy that a redaction asks for, with pseudonyms of this job.
  if (job.force || job.redact) return undefined;
  // The content of a URL is unknown until a machine fetches it.
  if (audio.source === 'url' || audio.etag === undefined) return undefined;
  const likeness = fingerprintOf(job, audio.bytes);
  if (!(await results.hasAlike(likeness))) return undefined;
  const sha256 = audio.sha256 ?? (await sha256Of(audio, objects));
  return sha256 === undefined ? undefined : results.jobOf({ likeness, sha256, etag: audio.etag });
}

type Stored = Exclude<Job['audio'], { source: 'url' }>;

/** Undefined if hashing takes too long: the launch should not wait for it. */
async function sha256Of(
  audio: Stored,
  objects: Remembering['objects'],
): Promise<string | undefined> {
  if (audio.bytes > MAX_READ_BYTES) return undefined;
  const tooLate = AbortSignal.timeout(READ_MS);
  try {
    return await objects.sha256(audio, tooLate);
  } catch (error) {
    if (!tooLate.aborted) throw error;
    return undefined;
  }
}
