/** What a request for transcript and analyses says, checked against what the machine has. */
import type { AnalysisRequest } from '../../../core/analysis/analysis-request.ts';
import { HybridForm } from '../../../core/api/hybrid-form.ts';
import type { LocalOptions } from './local-work.ts';
import { ServerProblem } from './problem.ts';
import { checkedForm, folderOf, optionsOf, type Models } from './transcribe-requests.ts';
import type { UploadedForm } from './upload.ts';

export interface HybridRequest {
  options: LocalOptions;
  /** With their models filled in. */
  analyses: AnalysisRequest[];
}

/** @throws ServerProblem invalid, not-found */
export function readHybridForm(
  form: UploadedForm,
  { models, analysisModel }: { models: Models; analysisModel: string },
): HybridRequest {
  const read = checkedForm(HybridForm, form);
  const analyses = read.analysis.map((request, index) => {
    const { model = analysisModel } = request;
    if (model === analysisModel) return { ...request, model };
    throw otherModel(index, analysisModel);
  });
  return { options: optionsOf(read, folderOf(read.model, models)), analyses };
}

function otherModel(index: number, here: string): ServerProblem {
  const path = `analysis.${index}.model`;
  const message = `this machine has ${here} alone`;
  return new ServerProblem('invalid', `Correct: ${path}.`, { errors: [{ path, message }] });
}
