/** The few places of a transcript that are worth hearing again. */
import * as z from 'zod';

const seconds = z.number().min(0);

/**
 * `score`: 0..1, the chance that the word is wrong, as calibrated on the speech that docs/review.md
 * names. `alternative`: what a second hearing gave instead, empty for no word. `reason` is an open list:
 *
 *   low_probability   the model was not sure of the word
 *   heard_otherwise   a second hearing of the place gave another word
 *   negation, number, name, unit   a word whose error changes the meaning
 *   overlap           two people speak at once
 *   guard             the segment carries a flag
 */
export const ReviewPlace = z
  .object({
    start: seconds,
    end: seconds,
    word: z.string(),
    reason: z.string().max(40),
    score: z.number().min(0).max(1),
    alternative: z.string().optional(),
  })
  .meta({ id: 'ReviewPlace' });
export type ReviewPlace = z.infer<typeof ReviewPlace>;
