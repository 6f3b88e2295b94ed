/** What an instance reports of its analyses: counts and times only, no text. */
import * as z from 'zod';
import { AnalysisErrorCode } from './analysis-errors.ts';
import { Analysis, TokenCounts, type AnalysisDocument, type ClaimStatus } from './analysis.ts';

const seconds = z.number().min(0);
const count = z.int().min(0);

/** One analysis, as the job's item and its view have it. */
export const AnalysisSummary = z
  .object({
    preset: Analysis.shape.preset,
    status: Analysis.shape.status,
    error: AnalysisErrorCode.optional(),
    claims: z.object({ supported: count, unsupported: count, doubtful: count }),
    tokens: TokenCounts,
    seconds: seconds.describe('Of work of the language model.'),
  })
  .meta({ id: 'AnalysisSummary' });
export type AnalysisSummary = z.infer<typeof AnalysisSummary>;

/** Output of SendTaskSuccess for AwaitAnalysis. */
export const AnalysisResult = z.object({
  analyses: z.array(AnalysisSummary),
  model: z.string(),
  /** `cpu` or `cuda`. */
  device: z.string(),
  /** When the program was ready, and when the last analysis was written. */
  phases: z.object({
    programReady: z.iso.datetime().nullable(),
    analysed: z.iso.datetime(),
  }),
});
export type AnalysisResult = z.infer<typeof AnalysisResult>;

/** Progress, written beside the parts every few seconds, one object rewritten. */
export const AnalysisProgress = z
  .object({
    fraction: z.number().min(0).max(1),
    chapters: z.object({ read: count, of: count }),
    tokens: count.describe('Produced so far.'),
    tokensPerSecond: z.number().min(0),
    gpu: z
      .object({
        memoryUsedBytes: count,
        memoryTotalBytes: count,
        load: z.number().min(0).max(1),
      })
      .optional()
      .describe('By NVML; absent where there is no GPU.'),
    at: z.iso.datetime(),
  })
  .meta({ id: 'AnalysisProgress' });
export type AnalysisProgress = z.infer<typeof AnalysisProgress>;

export function summaryOf({ preset, status, error, claims, tokens, timings }: Analysis) {
  const of = (wanted: ClaimStatus) => claims.filter((one) => one.status === wanted).length;
  return {
    preset,
    status,
    ...(error && { error: error.code }),
    claims: {
      supported: of('supported'),
      unsupported: of('unsupported'),
      doubtful: of('doubtful'),
    },
    tokens,
    seconds: timings['workSeconds'] ?? 0,
  } satisfies AnalysisSummary;
}

export function summariesOf({ analyses }: AnalysisDocument): AnalysisSummary[] {
  return analyses.map(summaryOf);
}
