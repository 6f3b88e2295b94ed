/** What a redaction found, for a person to confirm. */
import * as z from 'zod';
import { RedactionKind } from './redact-request.ts';

const seconds = z.number().min(0);

/**
 * `id` stays the same when the same transcript is redacted again. `segment`: id of the segment in which it
 * begins. `text` only where the original is kept.
 */
export const Found = z
  .object({
    id: z.string().max(40),
    kind: RedactionKind,
    start: seconds,
    end: seconds,
    segment: z.int().min(0),
    pseudonym: z.string(),
    confidence: z.number().min(0).max(1),
    by: z
      .enum(['model'])
      .optional()
      .describe('`model`: the model for names found it, and no rule.'),
    text: z.string().optional(),
  })
  .meta({ id: 'Redacted' });
export type Found = z.infer<typeof Found>;

/** Finds that are none, and texts that were not found; these count everywhere. */
function decisions(most: { reject: number; add: number }) {
  return z.strictObject({
    reject: z.array(z.string().max(40)).max(most.reject).default([]),
    add: z
      .array(
        z.strictObject({
          segment: z.int().min(0),
          text: z.string().trim().min(1).max(200),
          kind: RedactionKind.default('name'),
        }),
      )
      .max(most.add)
      .default([]),
  });
}

/** What a request adds: within the 64 kB of a body. */
export const NewDecisions = decisions({ reject: 1000, add: 100 });

/** All that people decided so far. */
export const RedactionDecisions = decisions({ reject: 100_000, add: 10_000 });
export type RedactionDecisions = z.infer<typeof RedactionDecisions>;

export const NO_DECISIONS: RedactionDecisions = { reject: [], add: [] };
