import * as z from 'zod';
import { DeletionReceipt } from '../../view/deletion-receipt.ts';
import { JobId } from '../../base/job-id.ts';
import type { Operation } from '../operation.ts';

export const deleteJobOperation = {
  method: 'DELETE',
  path: '/jobs/{id}',
  summary:
    'Deletes a job that has ended with all that is stored of it. Asking again answers the same receipt.',
  caller: 'jobs:write',
  parameters: z.object({ id: JobId }),
  answers: {
    200: {
      means: 'What was removed, and what remains elsewhere until when.',
      json: DeletionReceipt,
    },
  },
  problems: ['not-in-this-state'],
} as const satisfies Operation;
