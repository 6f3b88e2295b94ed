/** JSON Schema that a caller gives for structured output: bounded, so that it can become a grammar. */
import * as z from 'zod';

const MOST_BYTES = 16 * 1024;

export const CallerSchema = z
  .record(z.string(), z.unknown())
  .refine((schema) => Buffer.byteLength(JSON.stringify(schema)) <= MOST_BYTES, {
    message: `at most ${MOST_BYTES} bytes as JSON`,
  });
export type CallerSchema = z.infer<typeof CallerSchema>;
