/** Progress of a job's analyses, as its machine rewrites it: the machine may be compromised, so it is bounded. */
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import { AnalysisProgress } from '../../analysis/analysis-result.ts';
import type { Job } from '../../job/job.ts';
import { attemptAnalysisProgressKey } from '../../job/work-order.ts';

/** An honest one has 300 bytes. */
const MOST_BYTES = 4096;

interface Place {
  objects: Pick<ObjectReader, 'text'>;
  bucket: string;
}

/** Undefined if none is asked for, before the first, and if it cannot be read. */
export async function analysisProgress(
  job: Pick<Job, 'jobId' | 'attempt' | 'status' | 'analysis'>,
  { objects, bucket }: Place,
): Promise<AnalysisProgress | undefined> {
  if (!job.analysis || job.status !== 'processing') return undefined;
  const key = attemptAnalysisProgressKey(job);
  const text = await objects.text({ bucket, key }, MOST_BYTES);
  return text === undefined ? undefined : AnalysisProgress.safeParse(jsonOf(text)).data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
