/** Options of `npm run ami` about the language model beside the engine. */
import { readAnalysisLock } from './analysis-lock.ts';
import { analysisSource, warningOf, type AnalysisSource } from './analysis-source.ts';
import { NotPossible } from './errors.ts';
import { pinAnalysis } from './pin-analysis.ts';

interface Options {
  readonly 'with-analysis'?: string | undefined;
  readonly 'analysis-model'?: string | undefined;
  readonly 'analysis-lock': string;
  readonly hub: string;
}

/**
 * Says where the model's makers do not list Swedish.
 * @returns undefined without --with-analysis
 * @throws NotPossible
 */
export function wantedAnalysis(options: Options): AnalysisSource | undefined {
  const { 'with-analysis': recipe, 'analysis-model': model } = options;
  if (recipe === undefined) {
    if (model === undefined) return undefined;
    throw new NotPossible('--analysis-model: also give --with-analysis RECIPE.');
  }
  const lock = readAnalysisLock(options['analysis-lock']);
  const source = analysisSource({ recipe, model, lock });
  const warning = warningOf(source);
  if (warning !== undefined) console.error(`· ${warning}`);
  return source;
}

/** @returns the exit status */
export async function pin(options: Options): Promise<number> {
  try {
    const name = options['analysis-model'];
    if (name === undefined) throw new NotPossible('Which model? Give --analysis-model NAME.');
    const lock = options['analysis-lock'];
    const pinned = await pinAnalysis({ name, hub: options.hub, lock });
    console.log([...pinned, `Written to ${lock}; commit it.`].join('\n'));
    return 0;
  } catch (error) {
    if (!(error instanceof NotPossible)) throw error;
    console.error(error.message);
    return 1;
  }
}

/** What to do for jobs to ask for analyses with it. */
export function analysisAdvice(stage: string, { model }: AnalysisSource): string {
  return `· Jobs may ask for analyses with ${model} once the deployment declares it: npm run deploy -- --stage ${stage} --param analysisModels=${model}`;
}
