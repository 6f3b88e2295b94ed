/**
 * Reads the parts that an instance writes while it works: the only record of its progress. The
 * instance may be compromised and write anything into its attempt's folder, so what is unreadable is
 * left out, and no more is read than an honest attempt writes.
 */
import * as z from 'zod';
import type { JobView } from '../../view/job-view.ts';
import type { FoundObject, Listing, ObjectLister } from '../../aws/s3/object-lister.ts';
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
  objects: Pick<ObjectLister, 'list' | 'text'>;
  bucket: string;
}

export interface FoundPart extends FoundObject {
  part: number;
}

/** Progress, and the key of the part that says it. */
export interface SeenProgress {
  key: string;
  progress: NonNullable<JobView['progress']>;
}

/**
 * Progress, from the newest part; undefined before the first.
 * @param before what was seen last: only parts after it are listed
 */
export async function latestProgress(
  of: JobAttempt,
  place: Place,
  before?: SeenProgress,
): Promise<SeenProgress | undefined> {
  const newest = await newestAfter(of, place, before?.key);
  if (!newest) return before;
  const { fraction, transcribedSeconds } = newest.content;
  return { key: newest.key, progress: { fraction, transcribedSeconds } };
}

/** The newest readable part of the newest attempt that has one. */
export async function newestPart(
  of: JobAttempt,
  place: Place,
): Promise<TranscriptPart | undefined> {
  return (await newestAfter(of, place))?.content;
}

async function newestAfter(
  { jobId, attempt }: JobAttempt,
  place: Place,
  after = '',
): Promise<{ key: string; content: TranscriptPart } | undefined> {
  for (let nth = attempt; nth >= 1; nth--) {
    const of = { jobId, attempt: nth };
    const found = await partsOf(of, place, { after });
    let unread = 0;
    for (const one of found.slice(-MOST_TRIES).toReversed()) {
      const content = await readPart(one, place);
      if (content) return { key: one.key, content };
      unread += 1;
    }
    warnOfUnread(jobId, unread);
    // Earlier attempts have nothing after it.
    if (after.startsWith(partsPrefix(of))) break;
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
    const some = wanted.slice(from, from + AT_ONCE).map((one) => readPart(one, place));
    parts.push(...(await Promise.all(some)).filter((part) => part !== undefined));
  }
  warnOfUnread(jobId, wanted.length - parts.length);
  return parts;
}

/** Parts of one attempt, by number; those after a key, if it is given. */
export async function partsOf(
  of: JobAttempt,
  { objects, bucket }: Place,
  { after, most = MOST_PARTS }: Listing = {},
): Promise<FoundPart[]> {
  const found = await objects.list(bucket, partsPrefix(of), { most, after });
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

/** Undefined if it cannot be read. */
export async function readPart(
  { key, part, bytes }: FoundPart,
  { objects, bucket }: Place,
): Promise<TranscriptPart | undefined> {
  if (bytes > MOST_PART_BYTES) return undefined;
  const text = await objects.text({ bucket, key }, MOST_PART_BYTES);
  return text === undefined ? undefined : partNumbered(part).safeParse(jsonOf(text)).data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no part is undefined
  }
}

/** One line for all of them: a machine may write thousands. */
function warnOfUnread(jobId: string, parts: number): void {
  if (parts > 0) logWarning('parts are not readable and left out', { jobId, parts });
}

/** The number in a part is that of its key. */
function partNumbered(number: number) {
  return TranscriptPart.extend({ part: z.literal(number) });
}
