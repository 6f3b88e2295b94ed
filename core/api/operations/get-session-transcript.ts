import * as z from 'zod';
import { SessionId } from '../../job/job-session.ts';
import { SessionTranscript } from '../../transcript/session-transcript.ts';
import { CONTENT_TYPES } from '../../transcript/subtitles.ts';
import { TranscriptFormat } from '../../transcript/transcript.ts';
import { flag } from '../document-query.ts';
import type { Operation } from '../operation.ts';

export const getSessionTranscriptOperation = {
  method: 'GET',
  path: '/sessions/{id}/transcript',
  summary: 'Gives the transcript of all chunks of a session together, once it is combined.',
  caller: 'jobs:read',
  parameters: z.object({ id: SessionId }),
  query: z.strictObject({
    format: TranscriptFormat.default('json'),
    redacted: flag
      .default(false)
      .describe('The redacted copies together, of chunks whose jobs asked for one.'),
  }),
  answers: {
    200: {
      means: 'The transcript in the format that was asked for.',
      json: SessionTranscript,
      text: [CONTENT_TYPES.txt, CONTENT_TYPES.srt, CONTENT_TYPES.vtt],
    },
    303: {
      means: 'The transcript is larger than 4 MB, and lies elsewhere.',
      headers: { Location: 'A signed address, good for 15 minutes.' },
    },
  },
  problems: ['not-in-this-state'],
} as const satisfies Operation;
