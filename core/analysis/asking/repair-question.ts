/** The same question once more, with what was wrong with the answer. */
import type { Question } from './question.ts';
import { estimateTokens } from './tokens.ts';
import { asData, fenced } from './transcript-lines.ts';

/** Characters of the answer that are shown again, as data. */
const SHOWN = 400;
const LONGEST_WHY = 300;
/** Tokens that the new answer needs: without them the complaint is left out. */
const LEAST_ANSWER = 150;

export function repairQuestion(question: Question, answer: string, why: string): Question {
  const complaint = [
    'Your last answer was not usable:',
    asData(why.slice(0, LONGEST_WHY)),
    'It began with:',
    fenced([asData(answer.slice(0, SHOWN))]),
    'Answer again, with JSON of the wanted form alone.',
  ].join('\n');
  const maxTokens = question.maxTokens - estimateTokens(`\n\n${complaint}`);
  if (maxTokens < LEAST_ANSWER) return question;
  return { ...question, user: `${question.user}\n\n${complaint}`, maxTokens };
}
