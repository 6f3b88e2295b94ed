/** Language of an answer and of the instructions for it. */
import type { AnalysisRequest } from '../analysis-request.ts';

export type InstructionLanguage = 'sv' | 'en';

/** What the request says, or the language of the recording; Swedish if that is not known. */
export function answerLanguage(request: AnalysisRequest, recording: string): string {
  if (request.language !== undefined) return request.language;
  return recording === '' || recording === 'auto' ? 'sv' : recording;
}

/** Instructions exist in two languages; a model follows those in the language of its answer best. */
export function instructionLanguage(answer: string): InstructionLanguage {
  return answer === 'sv' ? 'sv' : 'en';
}

/** Name of a language for the instructions, such as `Swedish` or `svenska`. */
export function languageName(code: string, instructions: InstructionLanguage): string {
  // Whisper's code for Javanese is not that of Unicode.
  const known = code === 'jw' ? 'jv' : code;
  return new Intl.DisplayNames([instructions], { type: 'language' }).of(known) ?? code;
}
