/** Parses query parameters, which are text, into typed values. */
import * as z from 'zod';

/** Decimal digits only, not other JavaScript numbers such as "1e1", "0x10" or "". */
export function wholeNumber<Number extends z.ZodType>(schema: Number) {
  return z.preprocess(
    (text) => (typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : text),
    schema,
  );
}
