/** Reads the parts that an instance writes while it works: the only record of its progress. */
import type { JobView } from '../../view/job-view.ts';
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import { TranscriptPart } from '../../transcript/transcript.ts';
import { partsPrefix } from '../../job/work-order.ts';

/** Concurrent reads; a long recording has some thousand parts. */
const AT_ONCE = 50;

interface Place {
  objects: ObjectReader;
  bucket: string;
}

/** Progress, from the newest part; undefined before the first. */
export async function latestPart(
  jobId: string,
  { objects, bucket }: Place,
): Promise<JobView['progress'] | undefined> {
  const part = await newestPart(jobId, { objects, bucket });
  return part && { fraction: part.fraction, transcribedSeconds: part.transcribedSeconds };
}

export async function newestPart(
  jobId: string,
  { objects, bucket }: Place,
): Promise<TranscriptPart | undefined> {
  const key = (await objects.keys(bucket, partsPrefix(jobId))).at(-1);
  return key === undefined ? undefined : read(key, { objects, bucket });
}

/** All parts written so far. */
export async function allParts(jobId: string, place: Place): Promise<TranscriptPart[]> {
  const keys = await place.objects.keys(place.bucket, partsPrefix(jobId));
  const parts: TranscriptPart[] = [];
  for (let from = 0; from < keys.length; from += AT_ONCE) {
    const some = keys.slice(from, from + AT_ONCE).map((key) => read(key, place));
    parts.push(...(await Promise.all(some)).filter((part) => part !== undefined));
  }
  return parts;
}

/** Validated like any input: the machine that wrote it may be compromised. */
async function read(key: string, { objects, bucket }: Place): Promise<TranscriptPart | undefined> {
  const text = await objects.text({ bucket, key });
  return text === undefined ? undefined : TranscriptPart.parse(JSON.parse(text));
}
