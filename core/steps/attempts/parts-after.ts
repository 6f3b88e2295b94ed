/**
 * The parts that follow one that the caller has: their number and size are bounded, however long the job
 * is, so that a page of text may be asked for every second.
 */
import { partsOf, readPart, type FoundPart, type Place } from './read-parts.ts';
import { partKey, type JobAttempt } from '../../job/work-order.ts';
import type { TranscriptPart } from '../../transcript/transcript.ts';
import { pageOfParts, type TranscriptPage } from '../../transcript/transcript-page.ts';

/** Parts in one answer. */
const PAGE_PARTS = 20;
/** Lambda's limit is 6 MB, and JSON in JSON grows. */
const PAGE_BYTES = 4 * 1024 ** 2;

/** What has been transcribed after part `after`; nothing if that is all. */
export async function partsAfter(
  of: JobAttempt,
  after: number,
  place: Place,
): Promise<TranscriptPage> {
  const found = withoutGap(await foundFrom(of, after, place), after);
  const wanted = ofOnePage(found, after);
  const read = await Promise.all(wanted.map((one) => readPart(one, place)));
  const readable = upToUnreadable(read);
  const isRead = readable.length === wanted.length;
  return pageOfParts(after, readable, isRead && wanted.length < found.length);
}

/**
 * Part `after` and those after it, of all attempts. A later attempt replaces what an earlier one wrote
 * under its first number or a higher one, so the earlier is looked at only for lower ones.
 */
async function foundFrom(
  { jobId, attempt }: JobAttempt,
  after: number,
  place: Place,
): Promise<FoundPart[]> {
  let kept: FoundPart[] = [];
  let below = Infinity;
  for (let nth = attempt; nth >= 1; nth -= 1) {
    const of = { jobId, attempt: nth };
    const from = after > 1 ? partKey(of, after - 1) : undefined;
    // Part `after`, a page, and one more, to know whether others follow.
    const found = await partsOf(of, place, { after: from, most: PAGE_PARTS + 2 });
    kept = [...found.filter(({ part }) => part > 0 && part < below), ...kept];
    below = Math.min(below, found[0]?.part ?? Infinity);
    const isAhead = nth > 1 && found.length === 0 && from !== undefined;
    if (below <= Math.max(after, 1) || (isAhead && (await hasBegun(of, place)))) break;
  }
  return kept;
}

/** Whether the attempt has a part at all: then it has replaced those of the earlier ones. */
async function hasBegun(of: JobAttempt, place: Place): Promise<boolean> {
  return (await partsOf(of, place, { most: 1 })).length > 0;
}

/** Up to a number that is missing. */
function withoutGap(parts: readonly FoundPart[], after: number): FoundPart[] {
  const first = parts[0]?.part === after ? after : after + 1;
  const gap = parts.findIndex(({ part }, index) => part !== first + index);
  return gap < 0 ? [...parts] : parts.slice(0, gap);
}

/** At least one new part. */
function ofOnePage(parts: readonly FoundPart[], after: number): FoundPart[] {
  let bytes = 0;
  const most = PAGE_PARTS + (parts[0]?.part === after ? 1 : 0);
  const end = parts.findIndex((one, index) => {
    if (one.part > after) bytes += one.bytes;
    return index >= most || (bytes > PAGE_BYTES && one.part > after + 1);
  });
  return end < 0 ? [...parts] : parts.slice(0, end);
}

function upToUnreadable(parts: readonly (TranscriptPart | undefined)[]): TranscriptPart[] {
  const readable: TranscriptPart[] = [];
  for (const part of parts) {
    if (!part) break;
    readable.push(part);
  }
  return readable;
}
