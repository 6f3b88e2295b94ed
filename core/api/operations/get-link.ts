import * as z from 'zod';
import { LinkToken } from '../../access/share-link.ts';
import { SharedTranscript } from '../../view/shared-transcript.ts';
import type { Operation } from '../operation.ts';

export const getLinkOperation = {
  method: 'GET',
  path: '/links/{token}',
  summary: 'Tells what a link shows; the token is all that it needs.',
  caller: 'anyone',
  parameters: z.object({ token: LinkToken }),
  answers: {
    200: { means: 'The recording, and how long the link works.', json: SharedTranscript },
  },
  problems: [],
} as const satisfies Operation;
