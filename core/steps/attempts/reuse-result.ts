/** Gives a job copies of an earlier job's documents, if the same audio was transcribed before. */
import * as z from 'zod';
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import type { ObjectWriter } from '../../aws/s3/object-writer.ts';
import type { Job } from '../../job/job.ts';
import { isOver } from '../../job/kept-until.ts';
import { TRANSCRIPT_FORMATS } from '../../transcript/transcript.ts';
import { CONTENT_TYPES } from '../../transcript/subtitles.ts';
import { transcriptKey, waveformKey } from '../../job/work-order.ts';

interface ReuseResultPorts {
  jobs: Pick<JobReader, 'job'>;
  objects: Pick<ObjectReader, 'text'>;
  writer: Pick<ObjectWriter, 'copy' | 'put'>;
  resultsBucket: string;
}

/** Twelve hours of speech with words are a quarter of it. */
const MOST_BYTES = 64 * 1024 ** 2;

/** Loose: the document may predate newer fields. */
const Document = z.looseObject({ jobId: z.string() });

/** Result fields taken from the earlier job. */
type Earlier = Required<Pick<Job, 'result'>> & Pick<Job, 'tracks'>;

/** Idempotent. @returns undefined if the earlier job or one of its documents has been deleted */
export async function reuseResult(
  { jobId, owner }: Pick<Job, 'jobId' | 'owner'>,
  earlierJobId: string,
  using: ReuseResultPorts,
): Promise<Earlier | undefined> {
  const earlier = await using.jobs.job(earlierJobId);
  // Its analyses may still be worked on.
  if (earlier?.owner !== owner || !earlier.result) return undefined;
  if (isOver(earlier, 'transcript', new Date())) return undefined;
  const bucket = using.resultsBucket;
  const copy = (keyOf: (id: string) => string) => {
    const placeOf = (id: string) => ({ bucket, key: keyOf(id) });
    return using.writer.copy({ from: placeOf(earlierJobId), to: placeOf(jobId) });
  };
  const copies = TRANSCRIPT_FORMATS.map((format) =>
    format === 'json'
      ? renamed(earlierJobId, jobId, using)
      : copy((id) => transcriptKey(id, format)),
  );
  // Older images wrote none.
  const [areThere] = await Promise.all([Promise.all(copies), copy(waveformKey)]);
  const { result, tracks } = earlier;
  return areThere.every((isThere) => isThere) ? { result, ...(tracks && { tracks }) } : undefined;
}

/** Copies the JSON document with the new job's id. @returns false if there is no readable one */
async function renamed(
  from: string,
  jobId: string,
  { objects, writer, resultsBucket: bucket }: ReuseResultPorts,
): Promise<boolean> {
  const text = await objects.text({ bucket, key: transcriptKey(from, 'json') }, MOST_BYTES);
  if (text === undefined) return false;
  const document = documentIn(text);
  if (!document) return false;
  const key = transcriptKey(jobId, 'json');
  await writer.put({ bucket, key }, JSON.stringify({ ...document, jobId }), CONTENT_TYPES.json);
  return true;
}

/** Undefined if it is none: the machine that wrote it may have been compromised. */
function documentIn(text: string): z.infer<typeof Document> | undefined {
  try {
    return Document.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
