/** What is asked of one chapter. */
import type { Segment } from '../../transcript/transcript.ts';
import type { AnalysisRequest } from '../analysis-request.ts';
import { answerLanguage } from './answer-language.ts';
import { chapterSchema } from './answer-schema.ts';
import { answerTokens, promptTokens } from './budget.ts';
import { systemText, taskText } from './instructions.ts';
import { presetOf } from './presets.ts';
import type { Question } from './question.ts';
import { fencedTranscript } from './transcript-lines.ts';

interface Asked {
  /** Those of the chapter, at least one. */
  segments: readonly Segment[];
  /** Language of the recording. */
  language: string;
  contextTokens: number;
}

/** @throws {QuestionDoesNotFit} */
export function chapterQuestion(request: AnalysisRequest, of: Asked): Question {
  const { groups, longestText } = presetOf(request);
  const prompt = promptOf(request, of);
  const maxTokens = answerTokens(prompt, of.contextTokens);
  const ids = of.segments.map(({ id }) => id);
  return {
    ...prompt,
    schema: chapterSchema({ ids, groups, longestText, tokens: maxTokens }),
    name: 'claims',
    maxTokens,
    expects: { kind: 'claims', groups },
  };
}

/** Tokens of the longest instructions, for the ChapterCutter: its chapters are read by every request. */
export function instructionTokens(requests: readonly AnalysisRequest[], language: string): number {
  const without = requests.map((request) => promptOf(request, { segments: [], language }));
  return Math.max(0, ...without.map(promptTokens));
}

/** Also of a recording whose language is not known yet: a chapter has to be the same in each attempt. */
export function longestInstructions(requests: readonly AnalysisRequest[]): number {
  return Math.max(...['sv', 'en'].map((language) => instructionTokens(requests, language)));
}

function promptOf(request: AnalysisRequest, of: Pick<Asked, 'segments' | 'language'>) {
  const language = answerLanguage(request, of.language);
  return {
    system: systemText('chapter', language),
    // The task comes last: a small model forgets what stands before a long text, and a server that has
    // read the chapter for one request reuses that for the next.
    user: `${fencedTranscript(of.segments)}\n\n${taskText(request, language)}`,
  };
}
