/**
 * Runs a claimed job: heartbeats while the attempt runs, renews its addresses, reports one outcome. Of
 * a job with analyses there are two, of the transcript and of the analyses (analysis/analysed-job.ts).
 *
 * Endings: a result (SendTaskSuccess), a failure (SendTaskFailure), or silence, after an attempt that
 * the workflow gave up.
 */
import type { JobErrorCode } from '../../core/base/job-errors.ts';
import { reportOf, transcribe, type ClaimedJob } from './claimed-job.ts';
import { reportOutcome } from './report-outcome.ts';

/** @returns the reported failure, if it was one @throws if the outcome could not be sent */
export async function runClaimedJob(job: ClaimedJob): Promise<JobErrorCode | undefined> {
  const { order } = job;
  const { jobId, attempt } = order;
  const log = job.log.about({ jobId, attempt });
  log.info('The job is claimed.');
  if (order.analysis) {
    const { AnalysedJob } = await import('./analysis/analysed-job.ts');
    return new AnalysedJob({ ...job, log }, order.analysis).run();
  }
  const { failure } = await reportOutcome(reportOf({ ...job, log }), (task) =>
    transcribe({ ...job, log }, task),
  );
  return failure;
}
