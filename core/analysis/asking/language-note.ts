/** Said of an analysis of a recording in a language that the model was not made for. */
import { answerLanguage, instructionLanguage } from './answer-language.ts';
import type { AnalysisRequest } from '../analysis-request.ts';

const NOTE = {
  sv: 'Språkmodellens tillverkare anger inte inspelningens språk bland dem som den är gjord för.',
  en: "The model's makers do not list this language.",
};

/**
 * @param of.listed by the makers of the model; empty: not stated
 * @param of.language of the recording; `auto`: not known
 */
export function languageNote(
  request: AnalysisRequest,
  { language, listed }: { language: string; listed: readonly string[] },
): string | undefined {
  const isListed = listed.length === 0 || language === 'auto' || listed.includes(language);
  return isListed ? undefined : NOTE[instructionLanguage(answerLanguage(request, language))];
}
