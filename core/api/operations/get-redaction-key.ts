import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import type { Operation } from '../operation.ts';
import { RedactionKey } from '../../view/redaction-view.ts';

export const getRedactionKeyOperation = {
  method: 'GET',
  path: '/jobs/{id}/redaction/key',
  summary: 'Gives the originals behind the pseudonyms.',
  caller: 'jobs:write',
  parameters: z.object({ id: JobId }),
  answers: {
    200: { means: 'The key.', json: RedactionKey },
  },
  problems: ['not-yet', 'kept-no-longer'],
} as const satisfies Operation;
