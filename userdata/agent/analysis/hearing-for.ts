/** Lets a model hear a recording, if it can. */
import type { AnalysisRequest } from '../../../core/analysis/analysis-request.ts';
import { longestInstructions } from '../../../core/analysis/asking/chapter-question.ts';
import { stretchSeconds } from '../../../core/analysis/asking/hearing-budget.ts';
import { Hearing, type HearingOptions } from './hearing.ts';
import type { LanguageModel } from './language-model.ts';

export function hearingFor(
  model: LanguageModel | undefined,
  requests: readonly AnalysisRequest[],
  of: Omit<HearingOptions, 'seconds'>,
): Hearing | undefined {
  if (!model?.hears) return undefined;
  const { contextTokens } = model;
  const instructionTokens = longestInstructions(requests);
  return new Hearing({ ...of, seconds: stretchSeconds({ contextTokens, instructionTokens }) });
}
