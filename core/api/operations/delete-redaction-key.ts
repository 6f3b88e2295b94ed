import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import type { Operation } from '../operation.ts';

export const deleteRedactionKeyOperation = {
  method: 'DELETE',
  path: '/jobs/{id}/redaction/key',
  summary: 'Deletes the originals behind the pseudonyms for good.',
  caller: 'jobs:write',
  parameters: z.object({ id: JobId }),
  answers: {
    204: { means: 'There is no key any more.' },
  },
  problems: ['not-yet', 'kept-no-longer'],
} as const satisfies Operation;
