/** State of earlier attempts for the next one: checkpoint pieces and parts. */
import type { ObjectLister } from '../../aws/s3/object-lister.ts';
import type { ObjectSigner } from '../../aws/s3/object-signer.ts';
import { NO_PARTS, partsUpTo } from '../../transcript/transcript.ts';
import {
  checkpointPrefix,
  MAX_CHECKPOINT_PIECES,
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
  { jobId, attempt }: JobAttempt,
  place: Place,
  seconds: number,
): Promise<Resume | undefined> {
  const { objects, signer, bucket } = place;
  const attempts = Array.from({ length: attempt }, (_, index) => index + 1);
  const [pieces, newest] = await Promise.all([
    Promise.all(
      attempts.map((nth) => {
        const prefix = checkpointPrefix({ jobId, attempt: nth });
        return objects.list(bucket, prefix, { most: MAX_CHECKPOINT_PIECES });
      }),
    ),
    newestPart({ jobId, attempt }, place),
  ]);
  const keys = pieces.flat().map(({ key }) => key);
  if (keys.length === 0 && !newest) return undefined;
  const sign = (key: string) => signer.signedGet({ bucket, key }, seconds);
  return {
    checkpoint: await Promise.all(keys.slice(0, MAX_CHECKPOINT_PIECES).map(sign)),
    parts: newest ? partsUpTo(newest) : NO_PARTS,
  };
}
