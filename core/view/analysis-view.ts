/** Analyses of a job as its view has them: counts and progress, no text. */
import * as z from 'zod';
import type { AnalysisRequest } from '../analysis/analysis-request.ts';
import { AnalysisProgress, AnalysisSummary } from '../analysis/analysis-result.ts';
import type { Job } from '../job/job.ts';
import { isFinal } from '../job/job-status.ts';

export const AnalysisView = z.strictObject({
  analyses: z.array(AnalysisSummary).describe('In the order in which they were asked for.'),
  progress: AnalysisProgress.optional().describe('While the language model works.'),
});
export type AnalysisView = z.infer<typeof AnalysisView>;

/** Undefined if none is asked for, or the job ended without a transcript. */
export function analysisView(
  { analysis, analyses, status }: Job,
  progress?: AnalysisProgress,
): AnalysisView | undefined {
  if (analyses) return { analyses };
  if (!analysis || isFinal(status)) return undefined;
  return { analyses: analysis.map(pending), ...(progress && { progress }) };
}

/** Whether the transcript's documents are there: before the end, if analyses follow. */
export function isPublished({ status, result }: Pick<Job, 'status' | 'result'>): boolean {
  return status === 'completed' || result !== undefined;
}

function pending({ preset }: AnalysisRequest): AnalysisSummary {
  return {
    preset: preset ?? 'custom',
    status: 'pending',
    claims: { supported: 0, unsupported: 0, doubtful: 0 },
    tokens: { prompt: 0, completion: 0 },
    seconds: 0,
  };
}
