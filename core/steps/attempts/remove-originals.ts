/**
 * Removes what must not outlast a job with a redacted copy: the attempts' own pseudonyms, and where the
 * original is not kept, all that has its text or sound: what attempts handed on, and the uploaded audio.
 */
import type { ObjectRemoval } from '../../aws/s3/object-removal.ts';
import type { Job } from '../../job/job.ts';
import { isAudioOurs, keepsOriginal } from '../../job/kept-until.ts';
import { attemptPseudonymsKey } from '../../job/redaction-keys.ts';
import { checkpointPrefix, speakersPrefix, type JobAttempt } from '../../job/work-order.ts';
import { audioOf } from '../requests/stored-data.ts';

export interface OriginalsPlace {
  removal: Pick<ObjectRemoval, 'below' | 'version' | 'remove'>;
  resultsBucket: string;
}

/**
 * Idempotent. Before the job is shown as completed, again once it has ended, and by the round of
 * retentions when no machine can write for it any more.
 */
export async function removeOriginals(job: Job, using: OriginalsPlace): Promise<void> {
  if (!job.redact) return;
  const { removal, resultsBucket } = using;
  const prefixes = attemptsOf(job).flatMap((one) => [
    attemptPseudonymsKey(one),
    ...(keepsOriginal(job) ? [] : handedOn(one)),
  ]);
  const found = await Promise.all(prefixes.map((prefix) => removal.below(resultsBucket, prefix)));
  await removal.remove(resultsBucket, found.flat());
  if (!keepsOriginal(job) && isAudioOurs(job)) await removeAudio(job, using);
}

function attemptsOf({ jobId, attempt }: Job): JobAttempt[] {
  return Array.from({ length: attempt }, (_, nth) => ({ jobId, attempt: nth + 1 }));
}

/** What the next attempt of a job would begin with. */
function handedOn(of: JobAttempt): string[] {
  return [checkpointPrefix(of), speakersPrefix(of)];
}

async function removeAudio(job: Job, { removal }: OriginalsPlace): Promise<void> {
  const { audio } = job;
  if (audio.source === 'url') return;
  await removal.remove(audio.bucket, await audioOf(job, removal));
}
