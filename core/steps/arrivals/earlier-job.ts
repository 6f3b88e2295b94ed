/** Whether its owner had the very same audio transcribed before, with the same options: then nobody has to hear it again. */
import type { ResultCache } from '../../aws/dynamodb/result-cache.ts';
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import { fingerprintOf } from '../../job/result-fingerprint.ts';
import type { Job } from '../../job/job.ts';
import type { Checking } from './check-audio.ts';

/** What a function reads within some seconds. Beyond it, S3 has to know the SHA-256. */
const MAX_READ_BYTES = 256 * 1024 ** 2;
const READ_MS = 8000;

export interface Remembering extends Checking {
  results: Pick<ResultCache, 'hasAlike' | 'jobOf'>;
  objects: Checking['objects'] & Pick<ObjectReader, 'sha256'>;
}

/** @returns the id of that job, whose transcript may be deleted by now */
export async function earlierJob(
  job: Job,
  { results, objects }: Pick<Remembering, 'results' | 'objects'>,
): Promise<string | undefined> {
  const { audio } = job;
  // What an address delivers is known when a machine has fetched it.
  if (job.force || audio.source === 'url') return undefined;
  const likeness = fingerprintOf(job, audio.bytes);
  if (!(await results.hasAlike(likeness))) return undefined;
  const sha256 = audio.sha256 ?? (await sha256Of(audio, objects));
  return sha256 === undefined ? undefined : results.jobOf(likeness, sha256);
}

type Stored = Exclude<Job['audio'], { source: 'url' }>;

/** Undefined if it would take too long: a machine then does not have to wait for it. */
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
