/** Reads the answer to a stretch's question: quotes without segments, since the model knows none. */
import * as z from 'zod';
import type { RawClaim } from '../analysis.ts';
import { AnswerInvalid } from './answer-invalid.ts';
import { parseAnswer } from './bounded-json.ts';
import { inKnownGroup, type GroupedClaim } from './chapter-answer.ts';
import { cleanText } from './clean-text.ts';
import type { Question } from './question.ts';
import { whyOf } from './why-of.ts';

const MOST_CLAIMS = 50;
const LONGEST = 2000;

const text = z.string().max(LONGEST).transform(cleanText);

const StretchAnswer = z.object({
  claims: z
    .array(
      z.object({
        text,
        support: z
          .array(
            z.object({
              quote: text,
              /** From the beginning of the stretch; of no use if it is negative. */
              seconds: z.number().min(0).optional().catch(undefined),
            }),
          )
          .max(MOST_CLAIMS),
        group: z.string().optional(),
      }),
    )
    .max(MOST_CLAIMS),
});

export type HeardClaim = Omit<GroupedClaim, 'support'> & {
  support: (Omit<RawClaim['support'][number], 'segment'> & { seconds?: number | undefined })[];
};

/** A claim without text is left out. @throws {AnswerInvalid} */
export function readStretchAnswer(answer: string, question: Question): { claims: HeardClaim[] } {
  const { data, error } = StretchAnswer.safeParse(parseAnswer(answer));
  if (error) throw new AnswerInvalid(whyOf(error), { cause: error });
  const claims = data.claims.filter((claim) => claim.text !== '');
  return { claims: claims.map((claim) => inKnownGroup(claim, question)) };
}
