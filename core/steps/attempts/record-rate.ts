/** What a completed job with analyses says of its language model's rate, for later quotes. */
import type { AnalysisRates } from '../../aws/dynamodb/analysis-rates.ts';
import { logError } from '../../base/log.ts';
import type { Job } from '../../job/job.ts';

export interface RecordRatePorts {
  rates: Pick<AnalysisRates, 'recordAnalysisRate'>;
}

/** Once per job; errors are only logged. */
export async function recordRate(job: Job, { rates }: RecordRatePorts): Promise<void> {
  const { status, analyses, jobId } = job;
  if (status !== 'completed' || !analyses) return;
  try {
    await rates.recordAnalysisRate(job);
  } catch (error) {
    logError('nothing learned of the rate of analyses', error, { jobId });
  }
}
