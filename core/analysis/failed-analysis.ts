/** An analysis that was not done, as the document of its job has it. */
import { analysisError, type AnalysisErrorCode } from './analysis-errors.ts';
import type { AnalysisRequest } from './analysis-request.ts';
import type { Analysis } from './analysis.ts';

/** @param language of the recording */
export function failedAnalysis(
  request: AnalysisRequest,
  language: string,
  code: AnalysisErrorCode,
): Analysis {
  return {
    preset: request.preset ?? 'custom',
    status: 'failed',
    language: request.language ?? language,
    model: request.model ?? '',
    text: '',
    claims: [],
    chapters: [],
    error: analysisError(code),
    restsOn: { readSeconds: 0, fraction: 0, chapters: { read: 0, of: 0 }, missing: [] },
    tokens: { prompt: 0, completion: 0 },
    timings: {},
  };
}
