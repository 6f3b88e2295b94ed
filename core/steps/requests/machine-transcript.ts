/** The published transcript of a job, as the machine wrote it. */
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import type { Job } from '../../job/job.ts';
import { transcriptKey } from '../../job/work-order.ts';
import { Transcript } from '../../transcript/transcript.ts';

/** Twelve hours with word times have a quarter of it. */
const MOST_BYTES = 64 * 1024 ** 2;

/** Thrown when a published transcript is not there any more, or its job is not. */
export class TranscriptGone extends Error {
  constructor() {
    super('the transcript is gone');
    this.name = 'TranscriptGone';
  }
}

export interface TranscriptPorts {
  objects: Pick<ObjectReader, 'text'>;
  resultsBucket: string;
  /** Key of each document; default: that of the machine's text. */
  keyOf?: typeof transcriptKey;
}

/** Undefined if it is gone, or is none: a compromised machine may have written it. */
export async function machineTranscript(
  { jobId }: Pick<Job, 'jobId'>,
  { objects, resultsBucket: bucket, keyOf = transcriptKey }: TranscriptPorts,
): Promise<Transcript | undefined> {
  const text = await objects.text({ bucket, key: keyOf(jobId, 'json') }, MOST_BYTES);
  return text === undefined ? undefined : Transcript.safeParse(jsonOf(text)).data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
