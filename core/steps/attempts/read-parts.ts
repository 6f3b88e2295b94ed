/**
 * Reads the parts that an instance writes while it works: the only record of its progress. The
 * instance may be compromised and write anything into its attempt's folder, so what is unreadable is
 * left out, and no more is read than an honest attempt writes.
 */
import * as z from 'zod';
import type { JobView } from '../../view/job-view.ts';
import type { FoundObject, ObjectReader } from '../../aws/s3/object-reader.ts';
import { logWarning } from '../../base/log.ts';
import { TranscriptPart } from '../../transcript/transcript.ts';
import { partNumber, partsPrefix, type JobAttempt } from '../../job/work-order.ts';

/** Concurrent reads; a long recording has some thousand parts. */
const AT_ONCE = 50;
/** Twice as many as twelve hours of work at a part every ten seconds. */
const MOST_PARTS = 10_000;
/** An honest part has a few hundred segments: under 200 kB with their words. */
const MOST_PART_BYTES = 4 * 1024 ** 2;
/** Twelve hours of speech with words have half of it. */
const MOST_BYTES = 32 * 1024 ** 2;
/** How many of the newest parts are tried for the progress. */
const MOST_TRIES = 5;

export interface Place {
  objects: Pick<ObjectReader, 'list' | 'text'>;
  bucket: string;
}

interface FoundPart extends FoundObject {
  part: number;
}

/** Progress, from the newest part; undefined before the first. */
export async function latestPart(
  of: JobAttempt,
  place: Place,
): Promise<JobView['progress'] | undefined> {
  const part = await newestPart(of, place);
  return part && { fraction: part.fraction, transcribedSeconds: part.transcribedSeconds };
}

/** The newest readable part of the newest attempt that has one. */
export async function newestPart(
  { jobId, attempt }: JobAttempt,
  place: Place,
): Promise<TranscriptPart | undefined> {
  for (let nth = attempt; nth >= 1; nth--) {
    const found = await partsOf({ jobId, attempt: nth }, place);
    for (const one of found.slice(-MOST_TRIES).toReversed()) {
      const part = await read(one, { ...place, jobId });
      if (part) return part;
    }
  }
  return undefined;
}

/** All readable parts written so far, without those that a later attempt has replaced. */
export async function allParts(
  { jobId, attempt }: JobAttempt,
  place: Place,
): Promise<TranscriptPart[]> {
  const attempts = Array.from({ length: attempt }, (_, index) => index + 1);
  const found = await Promise.all(attempts.map((nth) => partsOf({ jobId, attempt: nth }, place)));
  const wanted = withinBytes(continued(found), jobId);
  const parts: TranscriptPart[] = [];
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const some = wanted.slice(from, from + AT_ONCE).map((one) => read(one, { ...place, jobId }));
    parts.push(...(await Promise.all(some)).filter((part) => part !== undefined));
  }
  return parts;
}

/** Parts of one attempt, by number. */
async function partsOf(of: JobAttempt, { objects, bucket }: Place): Promise<FoundPart[]> {
  const found = await objects.list(bucket, partsPrefix(of), MOST_PARTS);
  return found
    .flatMap((object) => {
      const part = partNumber(of, object.key);
      return part === undefined ? [] : [{ ...object, part }];
    })
    .sort((a, b) => a.part - b.part);
}

/**
 * An attempt continues after the parts that it knew when it began: what an earlier one wrote under
 * its first number or a higher one came too late.
 */
function continued(attempts: readonly FoundPart[][]): FoundPart[] {
  let below = Infinity;
  const newestFirst = attempts.toReversed().map((parts) => {
    const kept = parts.filter(({ part }) => part < below);
    below = Math.min(below, parts[0]?.part ?? Infinity);
    return kept;
  });
  return newestFirst.toReversed().flat();
}

/** The first parts, as many as are read at all. */
function withinBytes(parts: readonly FoundPart[], jobId: string): FoundPart[] {
  let bytes = 0;
  const end = parts.findIndex((part) => (bytes += part.bytes) > MOST_BYTES);
  if (end < 0) return [...parts];
  logWarning('the parts are too large; the later ones are left out', { jobId, parts: end });
  return parts.slice(0, end);
}

/** Undefined, with a warning, if it cannot be read. */
async function read(
  found: FoundPart,
  { objects, bucket, jobId }: Place & { jobId: string },
): Promise<TranscriptPart | undefined> {
  const isTooLarge = found.bytes > MOST_PART_BYTES;
  const text = isTooLarge ? '' : await objects.text({ bucket, key: found.key }, MOST_PART_BYTES);
  if (text === undefined) return undefined;
  try {
    return partNumbered(found.part).parse(JSON.parse(text));
  } catch (error) {
    // Only the name: a syntax error's message quotes the text.
    const name = error instanceof Error ? error.name : typeof error;
    const why = isTooLarge ? 'TooLarge' : name;
    logWarning('a part is not readable and left out', { jobId, part: found.part, error: why });
    return undefined;
  }
}

/** The number in a part is that of its key. */
function partNumbered(number: number) {
  return TranscriptPart.extend({ part: z.literal(number) });
}
