/** Copies a job's documents to the owner's output location. A failure there does not fail the job. */
import type { ObjectWriter } from '../../aws/s3/object-writer.ts';
import type { Job, JobOutput } from '../../job/job.ts';
import { logWarning } from '../../base/log.ts';
import { locationOf, outputKey } from '../../job/output-location.ts';
import { transcriptKey } from '../../job/work-order.ts';

/** Time limit of the copies; the function itself has half a minute. */
const COPY_MS = 10_000;

interface WriteOutputPorts {
  writer: Pick<ObjectWriter, 'copy'>;
  resultsBucket: string;
}

/** A document of the job, and the end of its name there. */
interface Document {
  key: string;
  suffix: string;
}

/** The transcript in the formats that were asked for. */
export function writtenDocuments({ jobId, formats }: Job): Document[] {
  return formats.map((format) => ({ key: transcriptKey(jobId, format), suffix: format }));
}

/** Idempotent. @returns the result; undefined if no output was requested */
export async function writeOutput(
  job: Job,
  documents: readonly Document[],
  using: WriteOutputPorts,
): Promise<JobOutput | undefined> {
  if (!job.output) return undefined;
  const { bucket, prefix } = job.output;
  const place = { bucket, prefix };
  const signal = AbortSignal.timeout(COPY_MS);
  try {
    await copyAll(documents, (suffix) => outputKey(place, job.jobId, suffix), {
      ...using,
      bucket,
      signal,
    });
    return { bucket, prefix, written: true };
  } catch (error) {
    const code = error instanceof Error ? error.name : 'Error';
    logWarning('output not written', { jobId: job.jobId, error: code });
    const problem = `The documents could not be written to ${locationOf({ bucket, prefix })} (${code}). They are here as ever; an operator has to look at the bucket and its policy.`;
    return { bucket, prefix, written: false, problem };
  }
}

interface Copying extends WriteOutputPorts {
  bucket: string;
  signal: AbortSignal;
}

async function copyAll(
  documents: readonly Document[],
  keyOf: (suffix: string) => string,
  { writer, resultsBucket, bucket, signal }: Copying,
): Promise<void> {
  const copies = documents.map(({ key, suffix }) =>
    writer.copy(
      { from: { bucket: resultsBucket, key }, to: { bucket, key: keyOf(suffix) } },
      signal,
    ),
  );
  const areThere = await Promise.all(copies);
  const missing = documents.find((_, index) => areThere[index] === false);
  if (missing) throw new TypeError(`${missing.key} is not there`);
}
