/** Query parameters are text; what they spell has a type all the same. */
import * as z from 'zod';

/** A number in digits, and in nothing else that JavaScript would take for one: no "1e1", no "0x10", no "". */
export function wholeNumber<Number extends z.ZodType>(schema: Number) {
  return z.preprocess(
    (text) => (typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : text),
    schema,
  );
}
