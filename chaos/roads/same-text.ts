/** Compares the transcripts of jobs with the same audio by different routes. */
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { transcriptKey } from '../../core/job/work-order.ts';
import { TRANSCRIPT_FORMATS } from '../../core/transcript/transcript.ts';
import type { CloudHarness } from '../../local/cloud-harness.ts';

/** All documents of a completed job, byte for byte but for its own id and the times of the work. */
export async function documentsOf(jobId: string, harness: CloudHarness): Promise<string> {
  const Bucket = harness.output('ResultsBucketName');
  const documents = TRANSCRIPT_FORMATS.map(async (format) => {
    const Key = transcriptKey(jobId, format);
    const { Body } = await harness.s3.send(new GetObjectCommand({ Bucket, Key }));
    const document = await text(Body as Readable);
    return `${format}\n${document.replaceAll(jobId, 'job').replace(TIMINGS, '')}`;
  });
  return (await Promise.all(documents)).join('\n');
}

const TIMINGS = /"timings":\{[^}]*\},?/;

/** Groups whose documents differ, by the ids of their jobs. */
export async function differing(
  groups: readonly (readonly string[])[],
  harness: CloudHarness,
): Promise<string[]> {
  const found = [];
  for (const jobIds of groups) {
    const documents = await Promise.all(jobIds.map((jobId) => documentsOf(jobId, harness)));
    if (new Set(documents).size > 1) found.push(jobIds.join(' '));
  }
  return found;
}
