/** Reads the answer to a question about numbered claims. */
import * as z from 'zod';
import { AnswerInvalid } from './answer-invalid.ts';
import { parseAnswer } from './bounded-json.ts';
import { inKnownGroup } from './chapter-answer.ts';
import { cleanText } from './clean-text.ts';
import type { Expected, Question } from './question.ts';
import { checkedOutput } from './structured-output.ts';
import { whyOf } from './why-of.ts';

const LONGEST = 2000;

export interface ChosenClaim {
  text: string;
  /** Numbers of the claims that it rests on, at least one. */
  from: number[];
  group?: string;
}

export interface ReduceAnswer {
  claims: ChosenClaim[];
  /** Object of the caller's schema, if the question was for it. */
  output?: unknown;
}

/** @throws {AnswerInvalid} */
export function readReduceAnswer(answer: string, question: Question): ReduceAnswer {
  const { expects } = question;
  const value = parseAnswer(answer);
  if (expects.kind === 'output') {
    return { claims: [], output: checkedOutput(value, expects.schema) };
  }
  if (expects.kind !== 'choice') throw new TypeError('not a question about numbered claims');
  const { data, error } = choiceOf(expects).safeParse(value);
  if (error) throw new AnswerInvalid(whyOf(error), { cause: error });
  return { claims: data.claims.map((claim) => inKnownGroup(claim, question)) };
}

function choiceOf({ of, most }: Extract<Expected, { kind: 'choice' }>) {
  const claim = z.object({
    text: z.string().max(LONGEST).transform(cleanText).pipe(z.string().min(1)),
    from: z
      .array(z.int().min(1).max(of))
      .min(1)
      .transform((numbers) => [...new Set(numbers)]),
    group: z.string().optional(),
  });
  return z.object({ claims: z.array(claim).min(1).max(most) });
}
