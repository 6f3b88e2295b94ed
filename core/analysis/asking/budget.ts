/** How the context of a model is shared between instructions, transcript and answer. In tokens. */
import type { Question } from './question.ts';
import { estimateTokens } from './tokens.ts';

/** Without knowledge of the instructions. */
const USUAL_INSTRUCTIONS = 700;
/** Share of what the instructions leave; the rest is the answer's. */
const CHAPTER_SHARE = 0.55;
/** Small models read long texts badly, and a chapter of six minutes is soon complete. */
const LONGEST_CHAPTER = 3000;
const SHORTEST_CHAPTER = 32;
/** For the chat template: names of roles, control tokens. */
const TEMPLATE_TOKENS = 48;
const LONGEST_ANSWER = 4000;
/** An answer needs at least one claim. */
const SHORTEST_ANSWER = 200;

export function chapterBudget(of: { contextTokens: number; instructionTokens?: number }): number {
  const left = of.contextTokens - (of.instructionTokens ?? USUAL_INSTRUCTIONS) - TEMPLATE_TOKENS;
  return Math.min(LONGEST_CHAPTER, Math.max(SHORTEST_CHAPTER, Math.floor(left * CHAPTER_SHARE)));
}

/** The prompt leaves no room for an answer; nothing of it is cut. */
export class QuestionDoesNotFit extends Error {
  readonly tokens: number;
  readonly contextTokens: number;

  constructor(of: { tokens: number; contextTokens: number }) {
    super(
      `The question has about ${of.tokens} tokens and leaves no room for an answer in the ${of.contextTokens} of the model.`,
    );
    this.name = 'QuestionDoesNotFit';
    this.tokens = of.tokens;
    this.contextTokens = of.contextTokens;
  }
}

/**
 * Tokens that an answer may have.
 * @throws {QuestionDoesNotFit}
 */
export function answerTokens(
  prompt: Pick<Question, 'system' | 'user'>,
  contextTokens: number,
): number {
  const tokens = promptTokens(prompt);
  const left = contextTokens - tokens - TEMPLATE_TOKENS;
  if (left < SHORTEST_ANSWER) throw new QuestionDoesNotFit({ tokens, contextTokens });
  return Math.min(LONGEST_ANSWER, left);
}

export function promptTokens({ system, user }: Pick<Question, 'system' | 'user'>): number {
  return estimateTokens(system) + estimateTokens(user);
}
