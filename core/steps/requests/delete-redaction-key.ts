/**
 * Deletes the originals behind a job's pseudonyms: all versions of the key, those that its attempts wrote,
 * and the secret by which names could be tried against the pseudonyms. Idempotent.
 */
import type { RedactionSecrets } from '../../aws/dynamodb/redaction-secrets.ts';
import type { ObjectRemoval } from '../../aws/s3/object-removal.ts';
import type { Job } from '../../job/job.ts';
import { attemptPseudonymsKey, pseudonymsKey } from '../../job/redaction-keys.ts';

export interface KeyPlace {
  removal: Pick<ObjectRemoval, 'below' | 'remove'>;
  resultsBucket: string;
}

interface KeyPorts extends KeyPlace {
  secrets: Pick<RedactionSecrets, 'destroy'>;
}

/** The key last: a deletion that is cut off leaves `hasKey` true, and can be repeated. */
export async function deleteKeyOf(job: Job, using: KeyPorts, now: Date): Promise<void> {
  await using.secrets.destroy(job, now);
  await removeKeyOf(job, using);
}

export async function removeKeyOf(
  { jobId, attempt }: Pick<Job, 'jobId' | 'attempt'>,
  { removal, resultsBucket }: KeyPlace,
): Promise<void> {
  const own = Array.from({ length: attempt }, (_, nth) =>
    attemptPseudonymsKey({ jobId, attempt: nth + 1 }),
  );
  const keys = [pseudonymsKey(jobId), ...own];
  const versions = await Promise.all(keys.map((key) => removal.below(resultsBucket, key)));
  await removal.remove(resultsBucket, versions.flat());
}
