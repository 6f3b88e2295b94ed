/** Copies a job's documents to the owner's output location. A failure there does not fail the job. */
import type { ObjectWriter } from '../../aws/s3/object-writer.ts';
import type { Job, JobOutput } from '../../job/job.ts';
import { logWarning } from '../../base/log.ts';
import { locationOf, outputKey, type OutputPlace } from '../../job/output-location.ts';
import { transcriptKey } from '../../job/work-order.ts';

/** Time limit of the copies; the function itself has half a minute. */
const COPY_MS = 10_000;

interface WriteOutputPorts {
  writer: Pick<ObjectWriter, 'copy'>;
  resultsBucket: string;
}

/** Idempotent. @returns the result; undefined if no output was requested */
export async function writeOutput(
  job: Job,
  using: WriteOutputPorts,
): Promise<JobOutput | undefined> {
  if (!job.output) return undefined;
  const { bucket, prefix } = job.output;
  const signal = AbortSignal.timeout(COPY_MS);
  try {
    await copyAll(job, { bucket, prefix }, { ...using, signal });
    return { bucket, prefix, written: true };
  } catch (error) {
    const code = error instanceof Error ? error.name : 'Error';
    logWarning('output not written', { jobId: job.jobId, error: code });
    const problem = `The documents could not be written to ${locationOf({ bucket, prefix })} (${code}). They are here as ever; an operator has to look at the bucket and its policy.`;
    return { bucket, prefix, written: false, problem };
  }
}

async function copyAll(
  { jobId, formats }: Job,
  place: OutputPlace,
  { writer, resultsBucket, signal }: WriteOutputPorts & { signal: AbortSignal },
): Promise<void> {
  const copies = formats.map((format) => {
    const from = { bucket: resultsBucket, key: transcriptKey(jobId, format) };
    const to = { bucket: place.bucket, key: outputKey(place, jobId, format) };
    return writer.copy({ from, to }, signal);
  });
  if (!(await Promise.all(copies)).every((isThere) => isThere)) {
    throw new TypeError(`a document of ${jobId} is not there`);
  }
}
