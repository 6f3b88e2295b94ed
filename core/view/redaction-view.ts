/** What a redaction found, and what people decided about it. */
import * as z from 'zod';
import { Found, RedactionDecisions } from '../redaction/found.ts';
import { NamesSearch } from '../redaction/names-search.ts';

export const RedactionView = z
  .strictObject({
    found: z.array(Found),
    names: NamesSearch.optional().describe(
      'How names were looked for. Absent for a job that keeps names, and for one that is older than this field, whose names were found by rules.',
    ),
    decisions: RedactionDecisions.describe('All so far.'),
    audioIsBehind: z
      .boolean()
      .describe('Whether the sound was made before decisions or edits: it has tones as at first.'),
    editsVersion: z
      .int()
      .min(0)
      .describe(
        'Version of the edits that the text of the copy is made of; 0: the machine’s text.',
      ),
    editsAreBehind: z
      .boolean()
      .describe(
        'Whether there are newer edits: `POST` with an empty object makes the copy of them.',
      ),
    hasKey: z.boolean().describe('Whether the originals can still be looked up.'),
  })
  .meta({ id: 'Redaction' });
export type RedactionView = z.infer<typeof RedactionView>;

export const RedactionKey = z
  .strictObject({
    key: z.record(z.string(), z.string()).describe('The originals, by what stands for them.'),
  })
  .meta({ id: 'RedactionKey' });
