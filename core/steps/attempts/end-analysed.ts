/** The end of a job whose transcript is published: its analyses are done, or given up. */
import type { AnalysisErrorCode } from '../../analysis/analysis-errors.ts';
import { AnalysisResult } from '../../analysis/analysis-result.ts';
import type { NewEvent } from '../../aws/dynamodb/job-store.ts';
import { workEnds } from '../../aws/dynamodb/pool-work.ts';
import type { JobError } from '../../base/job-errors.ts';
import type { Job } from '../../job/job.ts';
import { statusesBefore } from '../../job/job-status.ts';
import { analysisKey } from '../../job/work-order.ts';
import { logAttemptEnd } from './log-figures.ts';
import { outcomeOf, outputEvent } from './outcome-events.ts';
import { publishAnalyses } from './publish-analyses.ts';
import type { Settling } from './settle-ports.ts';
import { writeOutput } from './write-output.ts';

export type Ending = Pick<Settling, 'jobs' | 'objects' | 'writer' | 'resultsBucket' | 'now'>;

/** @param told AnalysisResult, if the machine is of this code's age @throws StaleWrite */
export async function endAnalysed(job: Job, told: unknown, using: Ending): Promise<void> {
  const phases = AnalysisResult.safeParse(told).data?.phases;
  const moments = [
    ['program-ready', phases?.programReady],
    ['analysed', phases?.analysed],
  ] as const;
  const events = moments.flatMap(([what, at]) => (at == null ? [] : [{ what, at }]));
  await end(job, { otherwise: 'AnalysisInterrupted', events }, using);
  logAttemptEnd(job, undefined, using.now);
}

/** No further attempt: what is not analysed by now stays so. @throws StaleWrite */
export async function endUnanalysed(job: Job, error: JobError, using: Ending): Promise<void> {
  await end(job, { otherwise: reasonOf(error), events: [] }, using);
}

/**
 * The same for an execution that is over without Settle. Only Settle may write to the output location,
 * and knows when the work of a pool's machine ends.
 */
export function unanalysedEnd(using: Omit<Ending, 'now'>) {
  return async ({ output: _output, instance: _instance, ...job }: Job, error: JobError) =>
    endUnanalysed(job, error, { ...using, now: new Date() });
}

function reasonOf({ code }: JobError): AnalysisErrorCode {
  const isLimit = ['DeadlineExceeded', 'MaxCostExceeded', 'BudgetExceeded'].includes(code);
  if (isLimit) return 'AnalysisLimitReached';
  return code === 'HeartbeatLost' ? 'AnalysisTimedOut' : 'AnalysisInterrupted';
}

interface End {
  /** Why an analysis failed that is not done. */
  otherwise: AnalysisErrorCode;
  events: readonly NewEvent[];
}

async function end(job: Job, { otherwise, events }: End, using: Ending): Promise<void> {
  const { jobs, now } = using;
  const at = now.toISOString();
  // Published first: a reader that sees `completed` must find them.
  const analyses = await publishAnalyses(job, otherwise, using);
  const document = { key: analysisKey(job.jobId), suffix: 'analysis.json' };
  const output = await writeOutput(job, [document], using);
  const failed = analyses.filter(({ status }) => status === 'failed').length;
  await jobs.transition(
    job.jobId,
    { from: statusesBefore('completed'), to: 'completed', attempt: job.attempt },
    {
      set: { analyses, output, endedAt: at },
      event: {
        what: 'completed',
        at,
        detail: {
          ...(job.result && outcomeOf(job.result)),
          analyses: analyses.length,
          ...(failed > 0 && { failed }),
        },
      },
      moreEvents: [...(output ? [{ what: outputEvent(output), at }] : []), ...events],
      also: workEnds(job, at, jobs.table),
    },
  );
}
