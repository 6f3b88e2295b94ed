import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import { DocumentQuery, flag } from '../document-query.ts';
import type { Operation } from '../operation.ts';
import { wholeNumber } from '../query.ts';
import { TranscriptVersion } from '../transcript-version.ts';
import { DOCUMENT_CONTENT_TYPES as TYPES } from '../../transcript/documents/document-format.ts';
import { Transcript } from '../../transcript/transcript.ts';
import { TranscriptPage } from '../../transcript/transcript-page.ts';

/** Numbers of parts have so many digits at most. */
const MOST_PARTS = 999_999_999;

export const getTranscriptOperation = {
  method: 'GET',
  path: '/jobs/{id}/transcript',
  summary: 'Gives the transcript, while it is made as well: then it is not complete.',
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  query: DocumentQuery.extend({
    after: wholeNumber(z.int().min(0).max(MOST_PARTS))
      .optional()
      .describe(
        'Gives only what follows this part, 0 for the first, as a `TranscriptPage`. Only as `json`.',
      ),
    version: TranscriptVersion.default('machine'),
    redacted: flag
      .default(false)
      .describe('The copy without what identifies people, of a job that asked for one.'),
  }),
  answers: {
    200: {
      means: 'The transcript in the format that was asked for; with `after`, a stretch of it.',
      json: z.union([Transcript, TranscriptPage]),
      text: [TYPES.txt, TYPES.srt, TYPES.vtt],
      binary: [TYPES.docx],
    },
    303: {
      means: 'The transcript is larger than 4 MB, and lies elsewhere.',
      headers: { Location: 'A signed address, good for 15 minutes.' },
    },
  },
  problems: ['not-yet', 'kept-no-longer'],
} as const satisfies Operation;
