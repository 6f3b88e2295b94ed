import * as z from 'zod';
import { BulkId } from '../../bulk/bulk-id.ts';
import { BulkDeletion } from '../../view/bulk-deletion.ts';
import type { Operation } from '../operation.ts';

export const deleteBulkOperation = {
  method: 'DELETE',
  path: '/bulk/{id}',
  summary: 'Deletes a bulk that is over: its row, its list and its report. Its jobs stay.',
  caller: 'jobs:write',
  parameters: z.object({ id: BulkId }),
  answers: {
    200: { means: 'What was removed, and what remains elsewhere until when.', json: BulkDeletion },
  },
  problems: ['not-in-this-state'],
} as const satisfies Operation;
