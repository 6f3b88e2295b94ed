/** State of earlier attempts for the next one: checkpoint pieces and parts. */
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import type { ObjectSigner } from '../../aws/s3/object-signer.ts';
import { logWarning } from '../../base/log.ts';
import { NO_PARTS, partsUpTo, type PartsSoFar } from '../../transcript/transcript.ts';
import { checkpointPrefix, MAX_CHECKPOINT_PIECES, type Resume } from '../../job/work-order.ts';
import { newestPart } from './read-parts.ts';

interface Place {
  objects: ObjectReader;
  signer: ObjectSigner;
  bucket: string;
}

/** Undefined if there is none; addresses are valid for `seconds`. */
export async function resumeState(
  jobId: string,
  place: Place,
  seconds: number,
): Promise<Resume | undefined> {
  const { objects, signer, bucket } = place;
  const [keys, parts] = await Promise.all([
    objects.keys(bucket, checkpointPrefix(jobId)),
    partsSoFar(jobId, place),
  ]);
  if (keys.length === 0 && parts.parts === 0) return undefined;
  const pieces = keys.slice(0, MAX_CHECKPOINT_PIECES);
  const sign = (key: string) => signer.signedGet({ bucket, key }, seconds);
  return { checkpoint: await Promise.all(pieces.map(sign)), parts };
}

/** If the newest part is unreadable, all parts are written again: it must not stop the job. */
async function partsSoFar(jobId: string, place: Place): Promise<PartsSoFar> {
  try {
    const newest = await newestPart(jobId, place);
    return newest ? partsUpTo(newest) : NO_PARTS;
  } catch (error) {
    // Only the name: a syntax error's message quotes the text.
    logWarning('a part is not readable', { jobId, error: nameOf(error) });
    return NO_PARTS;
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
