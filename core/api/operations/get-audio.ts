import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import { flag } from '../document-query.ts';
import type { Operation } from '../operation.ts';
import { AudioLink } from '../../view/audio-link.ts';

export const getAudioOperation = {
  method: 'GET',
  path: '/jobs/{id}/audio',
  summary: "Gives an address from which a job's audio can be played.",
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  query: z.strictObject({
    redacted: flag
      .default(false)
      .describe('The sound with a tone in place of what was found, of a job that asked for it.'),
  }),
  answers: {
    200: { means: 'An address that needs no key, good for an hour at most.', json: AudioLink },
  },
  problems: ['kept-no-longer'],
} as const satisfies Operation;
