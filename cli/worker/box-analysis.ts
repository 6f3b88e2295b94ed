/** The language model beside a box's engine, if it has one. */
import path from 'node:path';
import { analysisSource, warningOf } from '../../ami/analysis-source.ts';
import { NotPossible } from '../../ami/errors.ts';

export interface BoxAnalysis {
  /** Folder of ami/analysis. */
  recipe: string;
  /** Folder of the weights, with about.json; `shipped`: of the tiny one, which is made for trying. */
  weights: string;
}

interface Asked {
  recipe: string | undefined;
  /** Folder of the weights. */
  model: string | undefined;
  /** On the embedded cloud the shipped one is there unless another is named. */
  isEmbedded: boolean;
  progress: (line: string) => void;
}

const USUAL_RECIPE = 'llama.cpp';

/** @returns undefined: jobs of the box have no analyses @throws NotPossible */
export function boxAnalysis(asked: Asked): BoxAnalysis | undefined {
  const { model, isEmbedded, progress } = asked;
  const recipe = asked.recipe ?? USUAL_RECIPE;
  if (model === undefined) {
    if (asked.recipe !== undefined) {
      throw new NotPossible('--with-analysis: also give --analysis-model DIR.');
    }
    return isEmbedded ? { recipe, weights: 'shipped' } : undefined;
  }
  const source = analysisSource({ recipe, model: path.resolve(model), lock: {} });
  const warning = warningOf(source);
  if (warning !== undefined) progress(warning);
  return { recipe, weights: path.resolve(model) };
}
