/** What is asked of numbered claims: to choose, join and reword them, or to fill in the caller's form. */
import type { Claim } from '../analysis.ts';
import type { AnalysisRequest } from '../analysis-request.ts';
import { choiceSchema, mostChoices } from './answer-schema.ts';
import { answerTokens, promptTokens } from './budget.ts';
import { closedSchema } from './closed-schema.ts';
import { reduceTaskText, systemText, taskText } from './instructions.ts';
import { presetOf } from './presets.ts';
import type { Question } from './question.ts';
import { asData, fenced } from './transcript-lines.ts';

export interface ReduceFrame {
  request: AnalysisRequest;
  /** Language of the answer. */
  language: string;
  contextTokens: number;
}

type Numbered = Pick<Claim, 'text' | 'group'>;

/**
 * @param of.most claims to choose
 * @throws {QuestionDoesNotFit}
 */
export function choiceQuestion(
  frame: ReduceFrame,
  of: { claims: readonly Numbered[]; how: 'choose' | 'merge'; most: number },
): Question {
  const { groups, longestText } = presetOf(frame.request);
  const prompt = choicePrompt(frame, of);
  const maxTokens = answerTokens(prompt, frame.contextTokens);
  const most = Math.min(of.most, mostChoices(maxTokens, longestText));
  const ids = of.claims.map((_, index) => index + 1);
  return {
    ...prompt,
    schema: choiceSchema({ ids, groups, longestText, most }),
    name: 'chosen_claims',
    maxTokens,
    expects: { kind: 'choice', groups, of: ids.length, most },
  };
}

/** @throws {QuestionDoesNotFit} */
export function outputQuestion(
  frame: ReduceFrame & { schema: NonNullable<AnalysisRequest['schema']> },
  claims: readonly Numbered[],
): Question {
  const prompt = {
    system: systemText('output', frame.language),
    user: `${fencedClaims(claims)}\n\n${taskText(frame.request, frame.language)}`,
  };
  return {
    ...prompt,
    schema: closedSchema(frame.schema),
    name: 'output',
    maxTokens: answerTokens(prompt, frame.contextTokens),
    expects: { kind: 'output', schema: frame.schema },
  };
}

export function claimLine({ text, group }: Numbered, index: number): string {
  return `[${index + 1}] ${group === undefined ? '' : `(${asData(group)}) `}${asData(text)}`;
}

function fencedClaims(claims: readonly Numbered[]): string {
  return fenced(claims.map(claimLine));
}

function choicePrompt(
  { request, language }: ReduceFrame,
  of: { claims: readonly Numbered[]; how: 'choose' | 'merge' },
) {
  const task = `${taskText(request, language)}\n${reduceTaskText(of.how, language)}`;
  return {
    system: systemText('reduce', language),
    user: `${fencedClaims(of.claims)}\n\n${task}`,
  };
}

/** Tokens of a question about no claims. */
export function reduceInstructionTokens(frame: ReduceFrame): number {
  return promptTokens(choicePrompt(frame, { claims: [], how: 'choose' }));
}
