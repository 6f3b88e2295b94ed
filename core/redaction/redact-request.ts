/** What a job's pseudonymised copy leaves out, and in what form. */
import * as z from 'zod';
import { distinctList } from '../base/distinct-list.ts';

export const REDACTION_KINDS = [
  'personnummer',
  'organisationsnummer',
  'bankgiro',
  'plusgiro',
  'iban',
  'card',
  'phone',
  'email',
  'address',
  'plate',
  'name',
] as const;
export const RedactionKind = z.enum(REDACTION_KINDS);
export type RedactionKind = z.infer<typeof RedactionKind>;

export const RedactRequest = z
  .strictObject({
    kinds: distinctList(RedactionKind)
      .default([...REDACTION_KINDS])
      .describe('What is looked for; by default all kinds.'),
    style: z
      .enum(['tag', 'pseudonym'])
      .default('pseudonym')
      .describe(
        'What stands in its place. `tag`: its kind. `pseudonym`: a stand-in, the same wherever the same is said, in all chunks of a session too.',
      ),
    audio: z
      .boolean()
      .default(false)
      .describe('A copy of the audio too, with a tone in its place.'),
    keepOriginal: z
      .boolean()
      .default(true)
      .describe(
        '`false`: there is the copy alone. No text is shown before the end, no earlier transcript is reused, and an uploaded file is deleted at the end. Not together with `analysis`, which reads the original; ask for it afterwards (POST /jobs/{id}/analyses).',
      ),
  })
  .describe('A copy of the transcript without what tells who someone is.');
export type RedactRequest = z.infer<typeof RedactRequest>;
