import * as z from 'zod';
import { LinkToken } from '../../access/share-link.ts';
import { DOCUMENT_CONTENT_TYPES as TYPES } from '../../transcript/documents/document-format.ts';
import { Transcript } from '../../transcript/transcript.ts';
import { DocumentQuery } from '../document-query.ts';
import type { Operation } from '../operation.ts';

export const getLinkTranscriptOperation = {
  method: 'GET',
  path: '/links/{token}/transcript',
  summary: 'Gives the transcript of a link: as it is edited by now, or the version of the link.',
  caller: 'anyone',
  parameters: z.object({ token: LinkToken }),
  query: DocumentQuery,
  answers: {
    200: {
      means: 'The transcript in the format that was asked for.',
      json: Transcript,
      text: [TYPES.txt, TYPES.srt, TYPES.vtt],
      binary: [TYPES.docx],
    },
    303: {
      means: 'The transcript is larger than 4 MB, and lies elsewhere.',
      headers: { Location: 'A signed address, good for 15 minutes.' },
    },
  },
  problems: [],
} as const satisfies Operation;
