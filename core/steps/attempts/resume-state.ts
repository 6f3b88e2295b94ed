/** State of earlier attempts for the next one: checkpoint pieces and parts. */
import type { ObjectLister } from '../../aws/s3/object-lister.ts';
import type { ObjectSigner } from '../../aws/s3/object-signer.ts';
import { NO_PARTS, partsUpTo } from '../../transcript/transcript.ts';
import {
  checkpointPrefix,
  MAX_CHECKPOINT_PIECES,
  MAX_SPEAKER_PIECES,
  speakersPrefix,
  type JobAttempt,
  type Resume,
} from '../../job/work-order.ts';
import { newestPart } from './read-parts.ts';

interface Place {
  objects: Pick<ObjectLister, 'list' | 'text'>;
  signer: Pick<ObjectSigner, 'signedGet'>;
  bucket: string;
}

/**
 * What this attempt and those before it have left; undefined if that is nothing. Addresses are valid
 * for `seconds`. If no part is readable, all are written again: it must not stop the job.
 */
export async function resumeState(
  { jobId, attempt, asksWhoSpeaks = false }: JobAttempt & { asksWhoSpeaks?: boolean },
  place: Place,
  seconds: number,
): Promise<Resume | undefined> {
  const { objects, signer, bucket } = place;
  const attempts = Array.from({ length: attempt }, (_, index) => ({ jobId, attempt: index + 1 }));
  const piecesOf = async (prefixOf: (of: JobAttempt) => string, most: number) => {
    const listed = attempts.map((one) => objects.list(bucket, prefixOf(one), { most }));
    const keys = (await Promise.all(listed)).flat().map(({ key }) => key);
    const sign = (key: string) => signer.signedGet({ bucket, key }, seconds);
    return Promise.all(keys.slice(0, most).map(sign));
  };
  const [checkpoint, speakers, newest] = await Promise.all([
    piecesOf(checkpointPrefix, MAX_CHECKPOINT_PIECES),
    asksWhoSpeaks ? piecesOf(speakersPrefix, MAX_SPEAKER_PIECES) : [],
    newestPart({ jobId, attempt }, place),
  ]);
  if (checkpoint.length + speakers.length === 0 && !newest) return undefined;
  return {
    checkpoint,
    ...(speakers.length > 0 && { speakers }),
    parts: newest ? partsUpTo(newest) : NO_PARTS,
  };
}
