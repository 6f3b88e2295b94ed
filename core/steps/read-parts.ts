/** Reads the parts that an instance writes while it works: they are the only record of its progress. */
import type { JobView } from '../job-view.ts';
import type { ObjectStore } from '../aws/object-store.ts';
import { TranscriptPart } from '../transcript.ts';
import { partsPrefix } from '../work-order.ts';

interface Place {
  objects: ObjectStore;
  bucket: string;
}

/** How far the work has come, from the newest part; undefined before the first. */
export async function latestPart(
  jobId: string,
  { objects, bucket }: Place,
): Promise<JobView['progress'] | undefined> {
  const key = (await objects.keys(bucket, partsPrefix(jobId))).at(-1);
  if (key === undefined) return undefined;
  const part = await read(key, { objects, bucket });
  return part && { fraction: part.fraction, transcribedSeconds: part.transcribedSeconds };
}

/** All parts that are there. */
export async function allParts(jobId: string, place: Place): Promise<TranscriptPart[]> {
  const keys = await place.objects.keys(place.bucket, partsPrefix(jobId));
  const parts = await Promise.all(keys.map((key) => read(key, place)));
  return parts.filter((part) => part !== undefined);
}

/** Parts come from a machine that could be somebody else's by now: checked like any input. */
async function read(key: string, { objects, bucket }: Place): Promise<TranscriptPart | undefined> {
  const text = await objects.text({ bucket, key });
  return text === undefined ? undefined : TranscriptPart.parse(JSON.parse(text));
}
