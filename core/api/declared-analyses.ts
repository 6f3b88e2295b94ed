/** Analyses that a request asks for, by the models that this deployment declares for them. */
import type { AnalysisRequest } from '../analysis/analysis-request.ts';
import { RequestRefused } from './request-refused.ts';

/** With their models filled in. @throws RequestRefused */
export function declaredAnalyses(
  asked: readonly AnalysisRequest[] | undefined,
  models: readonly string[],
): AnalysisRequest[] | undefined {
  const [usual] = models;
  if (asked !== undefined && usual === undefined) {
    const why = 'This deployment has no model for analyses of the transcript.';
    throw new RequestRefused('not-available', why, 'analysis');
  }
  return asked?.map((request, index) => {
    const { model = usual } = request;
    if (model !== undefined && models.includes(model)) return { ...request, model };
    const why = `The model must be one of those that this deployment has for analyses: ${models.join(', ')}.`;
    throw new RequestRefused('invalid', why, `analysis.${index}.model`);
  });
}
