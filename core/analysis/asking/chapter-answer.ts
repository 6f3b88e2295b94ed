/** Reads the answer to a chapter's question. */
import * as z from 'zod';
import { RawClaim } from '../analysis.ts';
import { AnswerInvalid } from './answer-invalid.ts';
import { parseAnswer } from './bounded-json.ts';
import { cleanText } from './clean-text.ts';
import type { Question } from './question.ts';
import { whyOf } from './why-of.ts';

/** Claims taken from a server that holds no grammar; far above what the schema allows. */
const MOST_CLAIMS = 50;
const LONGEST = 2000;

export type GroupedClaim = RawClaim & { group?: string };

const text = z.string().max(LONGEST).transform(cleanText);

const ChapterAnswer = z.object({
  claims: z
    .array(
      z.object({
        text,
        support: z
          .array(z.object({ segment: RawClaim.shape.support.element.shape.segment, quote: text }))
          .max(MOST_CLAIMS),
        group: z.string().optional(),
      }),
    )
    .max(MOST_CLAIMS),
});

/**
 * A segment that does not exist is no fault of the form: the proof marks its claim. An unknown group is
 * left out, and so is a claim without text.
 * @throws {AnswerInvalid}
 */
export function readChapterAnswer(answer: string, question: Question): { claims: GroupedClaim[] } {
  const { data, error } = ChapterAnswer.safeParse(parseAnswer(answer));
  if (error) throw new AnswerInvalid(whyOf(error), { cause: error });
  const claims = data.claims.filter((claim) => claim.text !== '');
  return { claims: claims.map((claim) => inKnownGroup(claim, question)) };
}

/** @param claim which may have any group */
export function inKnownGroup<T extends { group?: string }>(
  { group, ...claim }: T,
  { expects }: Question,
): Omit<T, 'group'> & { group?: string } {
  const groups = expects.kind === 'output' ? [] : expects.groups;
  return group !== undefined && groups.includes(group) ? { ...claim, group } : claim;
}
