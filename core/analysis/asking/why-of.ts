/** The first faults of an answer, for a repair question and a log. */
import type * as z from 'zod';

const MOST_FAULTS = 3;

export function whyOf(error: z.ZodError): string {
  const faults = error.issues
    .slice(0, MOST_FAULTS)
    .map(({ path, message }) => `/${path.map(String).join('/')}: ${message}`);
  return faults.join('; ');
}
