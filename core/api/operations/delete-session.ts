import * as z from 'zod';
import { SessionId } from '../../job/job-session.ts';
import { SessionDeletionReceipt } from '../../view/deletion-receipt.ts';
import type { Operation } from '../operation.ts';

export const deleteSessionOperation = {
  method: 'DELETE',
  path: '/sessions/{id}',
  summary:
    'Deletes a session with all its jobs, once they have ended. Asking again answers the same receipt.',
  caller: 'jobs:write',
  parameters: z.object({ id: SessionId }),
  answers: {
    200: {
      means: 'What was removed, and what remains elsewhere until when.',
      json: SessionDeletionReceipt,
    },
  },
  problems: ['not-in-this-state'],
} as const satisfies Operation;
