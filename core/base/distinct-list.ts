/** A list of choices, in which repetitions have no meaning. */
import * as z from 'zod';

/** At least one, at most as many as there are; repetitions are dropped, in the order of the first. */
export function distinctList<Choice extends z.ZodEnum>(choice: Choice) {
  return z
    .array(choice)
    .min(1)
    .max(choice.options.length)
    .overwrite((list) => [...new Set(list)]);
}
