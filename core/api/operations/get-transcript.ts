import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import type { Operation } from '../operation.ts';
import { wholeNumber } from '../query.ts';
import { TranscriptVersion } from '../transcript-version.ts';
import { CONTENT_TYPES } from '../../transcript/subtitles.ts';
import { Transcript, TranscriptFormat } from '../../transcript/transcript.ts';
import { TranscriptPage } from '../../transcript/transcript-page.ts';

/** Numbers of parts have so many digits at most. */
const MOST_PARTS = 999_999_999;

export const getTranscriptOperation = {
  method: 'GET',
  path: '/jobs/{id}/transcript',
  summary: 'Gives the transcript, while it is made as well: then it is not complete.',
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  query: z.strictObject({
    format: TranscriptFormat.default('json'),
    after: wholeNumber(z.int().min(0).max(MOST_PARTS))
      .optional()
      .describe(
        'Gives only what follows this part, 0 for the first, as a `TranscriptPage`. Only as `json`.',
      ),
    version: TranscriptVersion.default('machine'),
  }),
  answers: {
    200: {
      means: 'The transcript in the format that was asked for; with `after`, a stretch of it.',
      json: z.union([Transcript, TranscriptPage]),
      text: [CONTENT_TYPES.txt, CONTENT_TYPES.srt, CONTENT_TYPES.vtt],
    },
    303: {
      means: 'The transcript is larger than 4 MB, and lies elsewhere.',
      headers: { Location: 'A signed address, good for 15 minutes.' },
    },
  },
  problems: [],
} as const satisfies Operation;
